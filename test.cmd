@echo off
rem Restores, builds (warnings are errors), checks the formatting and runs every test. The twin of ./test for Windows.
setlocal EnableExtensions
cd /d "%~dp0"
set DOTNET_CLI_UI_LANGUAGE=en
set DOTNET_NOLOGO=1
set DOTNET_CLI_TELEMETRY_OPTOUT=1
set MSBUILDDISABLENODEREUSE=1
set DOTNET_TieredPGO=0
set "solution=LightningDrag.slnx"

echo == Page
where npm >nul 2>nul && (
  call npm ci --prefix eng\page-check --silent --no-audit --no-fund || exit /b 1
  call npm run --prefix eng\page-check --silent check || exit /b 1
) || echo Skipped: npm is missing. Install Node.js.

echo == Build
dotnet build %solution% --configuration Release --verbosity minimal || exit /b 1

echo == Format
dotnet tool restore >nul || exit /b 1
dotnet csharpier check . || exit /b 1

echo == Tests
rem Exit code 8 stands for a project without tests. The summary's last lines count the tests.
dotnet test --solution %solution% --configuration Release --no-build --ignore-exit-code 8
exit /b %ERRORLEVEL%
