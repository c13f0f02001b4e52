# Makes dist\movierec-VERSION-setup.exe. Needs Python 3.11 to 3.14 from python.org and Inno Setup 6.3 or newer.
# Where Windows refuses to run scripts: powershell -ExecutionPolicy Bypass -File packaging\windows\build.ps1
$ErrorActionPreference = "Stop"
Set-Location (Join-Path $PSScriptRoot "..\..")

$python = $null
foreach ($candidate in "3.13", "3.12", "3.11", "3.14") {
    py "-$candidate" -c "" 2>$null
    if ($LASTEXITCODE -eq 0) { $python = $candidate; break }
}
if (-not $python) { throw "No Python 3.11 to 3.14 was found. Install one from python.org, with its launcher py." }
py "-$python" packaging\build.py
if ($LASTEXITCODE -ne 0) { throw "PyInstaller failed" }
$version = build\venv\Scripts\python -c "import movierec_gui; print(movierec_gui.__version__)"
$compiler = (Get-Command ISCC.exe -ErrorAction SilentlyContinue).Source
if (-not $compiler) { $compiler = "${env:ProgramFiles(x86)}\Inno Setup 6\ISCC.exe" }
if (-not (Test-Path $compiler)) { throw "Inno Setup was not found. Install version 6.3 or newer from jrsoftware.org." }
& $compiler "/DVersion=$version" packaging\windows\movierec.iss
if ($LASTEXITCODE -ne 0) { throw "Inno Setup failed" }
