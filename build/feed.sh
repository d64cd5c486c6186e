# What the package feed has of the official packages; found once, kept in .feed.props.

version_of() { sed -n "s/.*PackageVersion Include=\"$1\" Version=\"\([^\"]*\)\".*/\1/p" Directory.Packages.props; }

# Whether the feed has all of these packages, by restoring a throw-away project.
feed_has() {
  local dir reference=""
  dir=$(mktemp -d)
  for name in "$@"; do reference+="<PackageReference Include=\"$name\" Version=\"[$(version_of "$name")]\" />"; done
  printf '<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework><NuGetAudit>false</NuGetAudit></PropertyGroup><ItemGroup>%s</ItemGroup></Project>' "$reference" >"$dir/probe.csproj"
  local found=false
  dotnet restore "$dir/probe.csproj" >/dev/null 2>&1 && found=true
  rm -rf "$dir"
  echo "$found"
}

packages_of() {
  case $1 in
    Lambda) echo Amazon.Lambda.Core Amazon.Lambda.RuntimeSupport Amazon.Lambda.Serialization.SystemTextJson ;;
    Kinesis) echo AWSSDK.Kinesis ;;
    NBomber) echo NBomber ;;
  esac
}

probe_feed() {
  local lambda kinesis nbomber
  lambda=$(feed_has $(packages_of Lambda))
  kinesis=$(feed_has $(packages_of Kinesis))
  nbomber=$(feed_has $(packages_of NBomber))
  cat >.feed.props <<EOF
<Project>
  <!-- Found by ./ingest probe; delete the file or run that again to look anew. -->
  <PropertyGroup>
    <UseOfficialLambda Condition="'\$(UseOfficialLambda)' == '' And '\$(UseOfficialPackages)' == ''">$lambda</UseOfficialLambda>
    <UseOfficialKinesis Condition="'\$(UseOfficialKinesis)' == '' And '\$(UseOfficialPackages)' == ''">$kinesis</UseOfficialKinesis>
    <UseOfficialNBomber Condition="'\$(UseOfficialNBomber)' == '' And '\$(UseOfficialPackages)' == ''">$nbomber</UseOfficialNBomber>
  </PropertyGroup>
</Project>
EOF
}

# The families that use_official found; none by default.
OFFICIAL=""

# use_official FOLDER: every family whose packages lie there, at the pinned versions, serves instead of its stand-in, in this run
# alone: what is unpacked goes under artifacts/ and not into the user's packages.
use_official() {
  local folder family name file missing
  [ -n "$1" ] && [ -z "$2" ] || fail "--official takes one folder of .nupkg files"
  folder=$(cd "$1" 2>/dev/null && pwd) || fail "--official: there is no folder '$1'"
  for family in Lambda Kinesis NBomber; do
    missing=""
    for name in $(packages_of $family); do
      file=$name.$(version_of "$name").nupkg
      [ -n "$(find "$folder" -maxdepth 1 -iname "$file")" ] || missing+=" $file"
    done
    if [ -z "$missing" ]; then OFFICIAL+=" $family"; export "UseOfficial$family=true"
    elif [ "$(wc -w <<<"$missing")" -lt "$(packages_of $family | wc -w)" ]; then fail "--official: $folder lacks$missing"; fi
  done
  [ -n "$OFFICIAL" ] || fail "--official: no package of $folder has the id and version that Directory.Packages.props pins"
  say "Official packages of $folder:$OFFICIAL"
  NUGET_FALLBACK_PACKAGES=$(dotnet nuget locals global-packages --list | sed 's/^[^:]*: *//')
  export NUGET_FALLBACK_PACKAGES NUGET_PACKAGES=$PWD/artifacts/official-packages RestoreAdditionalProjectSources=$folder
}
