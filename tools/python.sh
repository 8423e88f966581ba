# Sourced by the other scripts here: find_python prints the path of a fitting interpreter,
# or one line on stderr that says which were looked for, and fails.

# What a fitting Python must be able to do; prints the path of the real interpreter, not of a shim or a venv.
# Exits non-zero with the reason on stdout. Written so that Python 2 and 3.6 can read it too.
probe='
import platform, sys
def no(why):
    print(why); sys.exit(1)
version = "%d.%d" % sys.version_info[:2]
if not ((3, 11) <= sys.version_info[:2] <= (3, 13)): no("is " + version)
if platform.python_implementation() != "CPython": no("is " + platform.python_implementation())
if sys.maxsize < 2**32: no("is a 32-bit build")
if sys.platform == "darwin" and platform.machine() == "x86_64":
    no("is for Intel Macs, for which TensorFlow 2.21 does not exist")
for name in ("venv", "ensurepip", "ssl", "sqlite3", "ctypes"):
    try:
        __import__(name)
    except ImportError:
        hint = " (on Debian or Ubuntu: apt-get install python%s-venv)" % version
        no("has no module " + name + (hint if name in ("venv", "ensurepip") else ""))
print(getattr(sys, "_base_executable", None) or sys.executable)
'

find_python() {
    seen=""
    if [ -n "${PYTHON:-}" ]; then
        if path=$(command -v "$PYTHON" 2>/dev/null); then
            if answer=$("$path" -c "$probe" 2>/dev/null) && [ -x "$answer" ]; then
                printf '%s\n' "$answer"
                return 0
            fi
            seen="PYTHON=$PYTHON ${answer:-does not run}"
        else
            seen="PYTHON=$PYTHON is not there"
        fi
    else
        for name in python3.12 python3.11 python3.13 python3; do
            found=""
            # Every folder of PATH, not only the first hit: a version manager's shim may be there and not run.
            old_ifs=$IFS
            IFS=:
            for folder in $PATH; do
                IFS=$old_ifs
                path=$folder/$name
                case $folder in "$PWD"/.venv/* | .venv/*) continue ;; esac
                if [ ! -f "$path" ] || [ ! -x "$path" ]; then continue; fi
                found=yes
                if answer=$("$path" -c "$probe" 2>/dev/null) && [ -x "$answer" ]; then
                    printf '%s\n' "$answer"
                    return 0
                fi
                seen="$seen$path ${answer:-does not run}; "
            done
            IFS=$old_ifs
            [ -n "$found" ] || seen="$seen$name is not on PATH; "
        done
        seen=${seen%; }
    fi
    echo "Training Lab needs CPython 3.11, 3.12 or 3.13 with venv, and found none: $seen." \
        "Install one, or name it: make PYTHON=/path/to/python3.12 ..." >&2
    return 1
}
