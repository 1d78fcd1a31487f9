@echo off
rem Runs the command line program; builds it first. The twin of ./lightningdrag for Windows.
setlocal EnableExtensions
set "root=%~dp0"

rem The editor is small; what needs libtorch is a program of its own, which has the editor's commands too.
rem LIGHTNINGDRAG_TORCH asks for it.
set "name=LightningDrag.Cli"
set "torch=%LIGHTNINGDRAG_TORCH%"
if defined torch set "name=LightningDrag.Cli.Torch"
if not defined torch set "torch=cpu"
for %%w in (%*) do call :choose "%%~w"
if not "%torch%"=="cpu" if not "%torch%"=="cuda" (
  >&2 echo lightningdrag: LIGHTNINGDRAG_TORCH is '%torch%'; it must be cpu or cuda.
  exit /b 1
)
set "dotnet="
for %%d in (dotnet.exe) do set "dotnet=%%~$PATH:d"
if not defined dotnet (
  >&2 echo lightningdrag: the .NET SDK 10 is needed and dotnet was not found. See https://dotnet.microsoft.com/download
  exit /b 1
)

set "program=%root%src\%name%\bin\Release\net10.0\%name%.dll"
set "log=%TEMP%\lightningdrag-build-%RANDOM%.log"
set DOTNET_NOLOGO=1
set DOTNET_CLI_TELEMETRY_OPTOUT=1
if exist "%program%" if not defined LIGHTNINGDRAG_BUILD goto run
>&2 echo Building LightningDrag ...
pushd "%root%"
"%dotnet%" build "src\%name%" --configuration Release --verbosity quiet "-p:LibTorch=%torch%" > "%log%" 2>&1 < nul
set "built=%ERRORLEVEL%"
popd
if not "%built%"=="0" (
  >&2 type "%log%"
  del "%log%"
  >&2 echo lightningdrag: the build failed ^(see above^).
  exit /b 1
)
del "%log%"

:run
"%dotnet%" "%program%" %*
exit /b %ERRORLEVEL%

:choose
set "word=%~1"
for %%h in (train pairs evaluate) do if "%word%"=="%%h" set "name=LightningDrag.Cli.Torch"
if not "%word:sd15=%"=="%word%" set "name=LightningDrag.Cli.Torch"
exit /b 0
