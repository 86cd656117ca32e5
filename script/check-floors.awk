# Holds the manifest and the imports against script/floors; prints each breach and fails if there is one.
# Reads lines `floor`, `only`, `toolchain`, `with` (script/floors), then `target` and `uses` (the
# manifest), then `imports` (the sources).

function breach(text) { print "error: " text > "/dev/stderr"; breaches += 1 }

function floor_of(name) { return type[name] == "test" ? 1000 : floor[name] }

/^[[:space:]]*(#|$)/ { next }

$1 == "floor" {
  for (i = 3; i <= NF; i++) {
    if ($i in floor) breach($i " stands twice in script/floors")
    floor[$i] = $2 + 0
  }
  next
}

$1 == "only" { entrance[$3] = $2; next }
$1 == "toolchain" { for (i = 2; i <= NF; i++) toolchain[$i] = 1; next }
$1 == "with" { for (i = 3; i <= NF; i++) product[$i] = $2; next }

$1 == "target" {
  type[$2] = $3
  targets += 1
  if ($3 == "test") next
  if (!($2 in floor)) { breach($2 " has no floor: add it to script/floors"); next }
  if ($3 != "plugin" && $3 != "system") {
    if (floor[$2] < highest) breach("Package.swift names " $2 " after a target of a higher floor")
    else highest = floor[$2]
  }
  next
}

$1 == "uses" { uses[$2, $3] = 1; asked[++count] = $2 " " $3; next }

$1 == "imports" {
  imports += 1
  if (!($2 in type)) { breach($4 ": the folder " $2 " is no target of Package.swift"); next }
  if ($3 in entrance && entrance[$3] != $2)
    breach($4 ": only " entrance[$3] " may import " $3)
  else if (($2, $3) in uses || $3 in toolchain || $3 == $2) next
  else if ($3 in product && ($2, product[$3]) in uses) next
  else if ($3 in type)
    breach($4 ": " $2 " imports " $3 " without naming it in Package.swift")
  else
    breach($4 ": " $2 " imports " $3 ", which is no product that it names in Package.swift" \
      ($3 in product ? ": it comes with " product[$3] : ""))
  next
}

{ breach("script/floors: a line that begins with '" $1 "' means nothing here") }

END {
  for (i = 1; i <= count; i++) {
    split(asked[i], pair, " ")
    if (!(pair[2] in type)) continue
    if (floor_of(pair[2]) >= floor_of(pair[1]))
      breach(pair[1] " depends on " pair[2] ", which is not on a lower floor")
  }
  for (name in floor) if (!(name in type)) breach(name " stands in script/floors and is no target")
  # Silence must never mean that nothing was read.
  if (!targets || !imports) breach("no targets or no imports were read")
  if (breaches) exit 1
  printf "floors: %d targets, %d imports, every one from a lower floor\n", targets, imports
}
