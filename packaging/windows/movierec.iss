; Inno Setup's recipe for the installer; build.ps1 beside it makes the folder and hands over Version.
#ifndef Version
  #error Pass the version: ISCC /DVersion=1.2.3 movierec.iss
#endif

[Setup]
AppId={{6E2B0C53-5C0E-4B6B-9A53-0C8B7E5C4D21}
AppName=MovieRec
AppVersion={#Version}
AppPublisher=The MovieRec contributors
DefaultDirName={autopf}\MovieRec
DefaultGroupName=MovieRec
DisableProgramGroupPage=yes
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=dialog
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
LicenseFile=..\..\LICENSE
InfoBeforeFile=..\..\resources\datasets\ml-latest-small\NOTICE.md
SetupIconFile=..\..\build\icons\app.ico
UninstallDisplayIcon={app}\movierec-gui.exe
OutputDir=..\..\dist
OutputBaseFilename=movierec-{#Version}-setup
Compression=lzma2
SolidCompression=yes
WizardStyle=modern

[Tasks]
Name: "desktopicon"; Description: "{cm:CreateDesktopIcon}"; Flags: unchecked

[Files]
Source: "..\..\dist\movierec\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion

[Icons]
Name: "{autoprograms}\MovieRec"; Filename: "{app}\movierec-gui.exe"
Name: "{autodesktop}\MovieRec"; Filename: "{app}\movierec-gui.exe"; Tasks: desktopicon

[Run]
Filename: "{app}\movierec-gui.exe"; Description: "{cm:LaunchProgram,MovieRec}"; Flags: nowait postinstall skipifsilent
