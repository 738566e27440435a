# shellcheck shell=bash
# For ./likeness and for bin/likeness of a distribution: finds Java and starts it. They set home, the folder with samples/, and jar.

fail() { echo "likeness: $1" >&2; exit 1; }

# Sets java, its version and the first number of that.
find_java() {
  if [ -n "${JAVA_HOME:-}" ] && [ -x "$JAVA_HOME/bin/java" ]; then java=$JAVA_HOME/bin/java
  else java=$(command -v java) || fail "Java is missing: install a JDK of version 17 or newer (https://adoptium.net), or set JAVA_HOME to one."
  fi
  # The release file answers in a millisecond; starting Java takes fifty.
  local real=$java release
  while [ -L "$real" ]; do
    link=$(readlink "$real")
    case $link in /*) real=$link ;; *) real=$(dirname "$real")/$link ;; esac
  done
  release=$(dirname "$real")/../release
  version=
  if [ -r "$release" ]; then
    while IFS='=' read -r key value; do
      if [ "$key" = JAVA_VERSION ]; then version=${value//\"/}; fi
    done < "$release"
  fi
  if [ -z "$version" ]; then version=$("$java" -version 2>&1 | sed -n 's/.*version "\([^"]*\)".*/\1/p' | head -n 1); fi
  major=${version%%[!0-9]*}
  if [ "${major:-0}" -lt 17 ]; then
    fail "Java ${version:-of unknown version} at $java is too old: install a JDK of version 17 or newer, or set JAVA_HOME to one."
  fi
}

# Java reads and writes file names in the locale's encoding: ASCII where there is no locale, as in containers and cron, or one that is not
# installed. Bash counts the three bytes of a euro sign as one character in UTF-8 only.
case ${OSTYPE:-} in linux*)
  euro=$'\342\202\254'
  if [ ${#euro} != 1 ]; then export LC_ALL=C.UTF-8; fi ;;
esac

# Starts Java with the arguments of the command line, and with the class archive that archive names, if there is one. Does not return.
start_java() {
  local options stat
  options=(
    -XX:MaxRAMPercentage=33                       # the rest is for libtorch, whose memory is outside of Java's heap
    -Xshare:auto
    -Djava.awt.headless=true
    # By default JavaCPP compares the memory of the process with a limit and runs the collector; here scopes free tensors.
    -Dorg.bytedeco.javacpp.maxPhysicalBytes=0
    # JavaCPP need not search the class path for libraries: Likeness loads what it needs.
    -Dorg.bytedeco.javacpp.loadlibraries=false
    -Dlikeness.home="$home"
  )
  # Threads that make batches have the lowest priority, see docs/decisions/0010-batches-give-way.md. Java on Linux applies
  # thread priorities only with these flags. They are absolute nice values: at another niceness than 0 they would raise threads.
  case ${OSTYPE:-} in linux*) read -r -a stat < "/proc/$$/stat" 2> /dev/null || stat=() ;; *) stat=() ;; esac
  if [ "${stat[18]:-}" = 0 ]; then
    options+=(-XX:ThreadPriorityPolicy=1 -XX:JavaPriority1_To_OSPriority=19 -XX:JavaPriority8_To_OSPriority=0
      -XX:JavaPriority9_To_OSPriority=0 -XX:JavaPriority10_To_OSPriority=0)
    # Users other than root would be warned on each start that no priority can be raised.
    if [ "$EUID" != 0 ]; then options+=(-XX:+UnlockDiagnosticVMOptions -XX:-PrintWarnings); fi
  fi
  # Training makes large short-lived arrays, which the parallel collector frees fastest; LIKENESS_JAVA_OPTS may name another one.
  case ${LIKENESS_JAVA_OPTS:-} in *GC*) ;; *) options+=(-XX:+UseParallelGC) ;; esac
  # Commands that only print end before the optimizing compiler pays off.
  case " $* " in
    "  "|*" --help "*|*" -h "*|" help "*|" --version "*|" methods "*|" backbones "*|" datasets "*|" recipes "*|" completion "*)
      options+=(-XX:TieredStopAtLevel=1 -XX:-UsePerfData) ;;
  esac
  # At the start of a command, code that runs a few thousand times is not worth optimizing; at the start of training, tens of thousands of times.
  # A long loop reaches that in some hundredths of a second.
  case " $* " in
    *" pretrain "*) options+=(-XX:Tier4InvocationThreshold=450000 -XX:Tier4MinInvocationThreshold=54000 -XX:Tier4CompileThreshold=1350000 -XX:Tier4BackEdgeThreshold=4000000) ;;
    *) options+=(-XX:Tier4InvocationThreshold=15000 -XX:Tier4MinInvocationThreshold=1800 -XX:Tier4CompileThreshold=45000 -XX:Tier4BackEdgeThreshold=120000) ;;
  esac
  # Java ignores an archive that does not fit; its message about that is switched off.
  if [ -s "${archive:-}" ]; then options+=(-XX:SharedArchiveFile="$archive" -Xlog:disable); fi
  if [ -t 1 ]; then options+=(-Dlikeness.terminal.out=true); fi
  if [ -t 2 ]; then options+=(-Dlikeness.terminal.err=true); fi
  if [ -t 1 ] || [ -t 2 ]; then options+=(-Dlikeness.columns="${COLUMNS:-$(tput cols 2> /dev/null || echo 100)}"); fi

  # shellcheck disable=SC2086 # several options in one variable
  exec "$java" "${options[@]}" ${LIKENESS_JAVA_OPTS:-} -jar "$jar" "$@"
}
