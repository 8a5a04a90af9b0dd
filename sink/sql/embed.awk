# embed.awk - SQL files -> one C file with `const char sql_NAME[]` for each NAME.sql; for mawk, gawk and original-awk.
# Backslashes are doubled by "&&": what "\\\\" becomes in a replacement differs between the three.

function quoted(line,    part, n, i, text)
{
    gsub(/\\/, "&&", line)
    n = split(line, part, "\"")
    text = part[1]
    for (i = 2; i <= n; i++)
        text = text "\\\"" part[i]
    return "    \"" text "\\n\""
}

BEGIN {
    print "/* Made by embed.awk. */"
    print "#pragma GCC diagnostic ignored \"-Woverlength-strings\""
}
FNR == 1 {
    if (NR > 1)
        print "    ;"
    name = FILENAME
    sub(/^.*\//, "", name)
    sub(/\.sql$/, "", name)
    print "extern const char sql_" name "[];"
    print "const char sql_" name "[] ="
}
{ print quoted($0) }
END { print "    ;" }
