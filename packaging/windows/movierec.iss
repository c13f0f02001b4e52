; Inno Setup's recipe for the installer; build.ps1 beside it makes the folder and hands over Version.
#if VER < EncodeVer(6, 3, 0)
  #error Inno Setup 6.3 or newer is needed: older ones do not know x64compatible
#endif
#ifndef Version
  #error Pass the version: ISCC /DVersion=1.2.3 movierec.iss
#endif

[Setup]
AppId={{6E2B0C53-5C0E-4B6B-9A53-0C8B7E5C4D21}
AppName=MovieRec
AppVersion={#Version}
AppPublisher=The MovieRec contributors
AppVerName=MovieRec {#Version}
VersionInfoVersion={#Version}
VersionInfoCompany=The MovieRec contributors
ChangesAssociations=yes
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

[InstallDelete]
; An upgrade leaves nothing of the version before: a library's old file beside its new ones can be loaded by mistake.
; What the user made lies in %LOCALAPPDATA%\movierec and is not touched.
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "..\..\dist\movierec\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion

[Icons]
Name: "{autoprograms}\MovieRec"; Filename: "{app}\movierec-gui.exe"
Name: "{autodesktop}\MovieRec"; Filename: "{app}\movierec-gui.exe"; Tasks: desktopicon

[Registry]
; MovieRec offers itself under "Open with" for tables and zips, and takes them from no other program.
Root: HKA; Subkey: "Software\Classes\Applications\movierec-gui.exe"; ValueType: string; ValueName: "FriendlyAppName"; ValueData: "MovieRec"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\Applications\movierec-gui.exe\shell\open\command"; ValueType: string; ValueData: """{app}\movierec-gui.exe"" ""%1"""
Root: HKA; Subkey: "Software\Classes\Applications\movierec-gui.exe\SupportedTypes"; ValueType: string; ValueName: ".csv"; ValueData: ""
Root: HKA; Subkey: "Software\Classes\Applications\movierec-gui.exe\SupportedTypes"; ValueType: string; ValueName: ".zip"; ValueData: ""
; The program's own kinds of files.
Root: HKA; Subkey: "Software\Classes\.movierec-run"; ValueType: string; ValueData: "MovieRec.Run"; Flags: uninsdeletevalue uninsdeletekeyifempty
Root: HKA; Subkey: "Software\Classes\MovieRec.Run"; ValueType: string; ValueData: "MovieRec run"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\MovieRec.Run\DefaultIcon"; ValueType: string; ValueData: "{app}\movierec-gui.exe,0"
Root: HKA; Subkey: "Software\Classes\MovieRec.Run\shell\open\command"; ValueType: string; ValueData: """{app}\movierec-gui.exe"" ""%1"""
Root: HKA; Subkey: "Software\Classes\.movierec"; ValueType: string; ValueData: "MovieRec.Project"; Flags: uninsdeletevalue uninsdeletekeyifempty
Root: HKA; Subkey: "Software\Classes\MovieRec.Project"; ValueType: string; ValueData: "MovieRec project"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\MovieRec.Project\DefaultIcon"; ValueType: string; ValueData: "{app}\movierec-gui.exe,0"
Root: HKA; Subkey: "Software\Classes\MovieRec.Project\shell\open\command"; ValueType: string; ValueData: """{app}\movierec-gui.exe"" ""%1"""

[Run]
Filename: "{app}\movierec-gui.exe"; Description: "{cm:LaunchProgram,MovieRec}"; Flags: nowait postinstall skipifsilent
