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

probe_feed() {
  local lambda kinesis nbomber
  lambda=$(feed_has Amazon.Lambda.Core Amazon.Lambda.RuntimeSupport Amazon.Lambda.Serialization.SystemTextJson)
  kinesis=$(feed_has AWSSDK.Kinesis)
  nbomber=$(feed_has NBomber)
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
