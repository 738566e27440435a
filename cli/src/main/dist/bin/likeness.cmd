@echo off
rem The command line of Likeness. LIKENESS_JAVA_OPTS: further options for Java, such as -Xmx8g.
setlocal
set "home=%~dp0.."
set "java=java"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java"
"%java%" -version >nul 2>&1
if errorlevel 1 (
  echo likeness: Java is missing: install a JDK of version 17 or newer ^(https://adoptium.net^), or set JAVA_HOME to one. 1>&2
  exit /b 1
)
rem As in environment.sh: threads that wait must not spin.
if not defined OMP_WAIT_POLICY set "OMP_WAIT_POLICY=passive"
if not defined OPENBLAS_THREAD_TIMEOUT set "OPENBLAS_THREAD_TIMEOUT=20"
"%java%" -XX:MaxRAMPercentage=33 -XX:+UseParallelGC -Djava.awt.headless=true -Dorg.bytedeco.javacpp.maxPhysicalBytes=0 -Dorg.bytedeco.javacpp.loadlibraries=false "-Dlikeness.home=%home%" %LIKENESS_JAVA_OPTS% -jar "%home%\likeness.jar" %*
exit /b %ERRORLEVEL%
