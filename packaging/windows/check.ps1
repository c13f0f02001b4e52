# Installs the setup of dist\ silently, starts the program, trains on the command line, leaves a picture, and uninstalls it.
$ErrorActionPreference = "Stop"
Set-Location (Join-Path $PSScriptRoot "..\..")
$folder = Join-Path (Get-Location) "build\check"
Remove-Item -Recurse -Force $folder -ErrorAction SilentlyContinue
New-Item -ItemType Directory $folder | Out-Null
$env:MOVIEREC_HOME = Join-Path $folder "home"
$target = Join-Path $folder "MovieRec"

$setup = (Get-ChildItem dist\movierec-*-setup.exe | Select-Object -First 1).FullName
$done = Start-Process $setup -ArgumentList "/VERYSILENT", "/SUPPRESSMSGBOXES", "/CURRENTUSER", "/DIR=`"$target`"" -Wait -PassThru
if ($done.ExitCode -ne 0) { throw "The setup ended with $($done.ExitCode)" }
& "$target\movierec.exe" --version
if ($LASTEXITCODE -ne 0) { throw "movierec --version failed" }
& "$target\movierec.exe" train dense --epochs 1 --json | Out-File "$folder\train.json"
if ($LASTEXITCODE -ne 0) { throw "movierec train failed" }

$program = Start-Process "$target\movierec-gui.exe" -PassThru
Start-Sleep 40
if ($program.HasExited) { throw "The window ended with $($program.ExitCode)" }
Add-Type -AssemblyName System.Windows.Forms, System.Drawing
$screen = [System.Windows.Forms.Screen]::PrimaryScreen.Bounds
$picture = New-Object System.Drawing.Bitmap $screen.Width, $screen.Height
[System.Drawing.Graphics]::FromImage($picture).CopyFromScreen($screen.Location, [System.Drawing.Point]::Empty, $screen.Size)
$picture.Save("$folder\window-windows.png")
$program.CloseMainWindow() | Out-Null
if (-not $program.WaitForExit(20000)) { throw "The window did not close" }

Start-Process "$target\unins000.exe" -ArgumentList "/VERYSILENT" -Wait
if (Test-Path "$target\movierec-gui.exe") { throw "The program is still there" }
if (-not (Test-Path "$env:MOVIEREC_HOME\runs")) { throw "What a user made is gone" }
