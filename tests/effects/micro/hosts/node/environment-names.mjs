const [, , stage] = process.argv;
process.env["APP_" + stage]; //! env.read APP_*
process.env[`DB_${stage}_URL`]; //! env.read DB_*_URL
process.env[stage]; //! env.read unknown:parameter
Object.assign(process.env, { MODE: "test" }); //! env.write MODE
function firstOf(names) {
  let found;
  let i = -1;
  while (!found && i < names.length - 1) {
    found = process.env[names[++i]]; //! env.read HTTP_PROXY certainty=any ; env.read HTTPS_PROXY certainty=may
  }
  return found;
}
firstOf(["HTTP_PROXY", "HTTPS_PROXY"]);
