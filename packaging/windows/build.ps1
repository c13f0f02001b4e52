# Makes dist\movierec-VERSION-setup.exe. Needs Python from python.org and Inno Setup 6.
$ErrorActionPreference = "Stop"
Set-Location (Join-Path $PSScriptRoot "..\..")

py -3 packaging\build.py
if ($LASTEXITCODE -ne 0) { throw "PyInstaller failed" }
$version = build\venv\Scripts\python -c "import movierec_gui; print(movierec_gui.__version__)"
$compiler = (Get-Command ISCC.exe -ErrorAction SilentlyContinue).Source
if (-not $compiler) { $compiler = "${env:ProgramFiles(x86)}\Inno Setup 6\ISCC.exe" }
& $compiler "/DVersion=$version" packaging\windows\movierec.iss
if ($LASTEXITCODE -ne 0) { throw "Inno Setup failed" }
