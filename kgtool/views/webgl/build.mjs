// Bundles what entry.js names, with the licenses of all that is in it. Pins are exact: the same bytes come out anywhere.
// After a change of one, run in this folder (`npm ci` suffices where package-lock.json stays as it is):
//   npm install && npm run build && rm -r node_modules
// A folder that is named takes the two files instead: npm run build -- FOLDER
import { build } from "esbuild";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.argv[2] ?? ".";
const settings = {
  entryPoints: ["entry.js"], bundle: true, minify: true, format: "iife", globalName: "sigma", target: "es2020",
  legalComments: "none", metafile: true, write: false, define: { "process.env.NODE_ENV": '"production"' },
};

function packageOf(name) {
  const place = join("node_modules", name);
  const { version, license } = JSON.parse(readFileSync(join(place, "package.json"), "utf8"));
  const file = readdirSync(place).find((one) => /^licen[sc]e/i.test(one));
  const text = readFileSync(join(place, file), "utf8");
  const at = text.indexOf("Permission is hereby granted");
  if (license !== "MIT" || at < 0) throw new Error(`${place}: expected the MIT license, found ${license}`);
  return { name, version, holders: text.match(/^Copyright .*$/gm), terms: text.slice(at).replace(/\s+/g, " ").trim() };
}

function wrapped(text, width = 100) {
  const lines = [""];
  for (const word of text.split(" ")) {
    if (lines.at(-1).length + word.length >= width) lines.push("");
    lines.push((lines.pop() + " " + word).trim());
  }
  return lines.join("\n");
}

const { outputFiles: [{ text: code }], metafile } = await build(settings);
const names = Object.keys(metafile.inputs).map((path) => path.match(/^node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1]);
const packages = [...new Set(names.filter(Boolean))].sort().map(packageOf);
const [terms, ...others] = new Set(packages.map((one) => one.terms));
if (others.length) throw new Error(`node_modules: expected one wording of the MIT license, found ${others.length + 1}`);
const list = packages.map(({ name, version, holders }) => [`${name} ${version}`, ...holders.map((line) => "  " + line)].join("\n"));
const notice = `${list.join("\n")}\n\nAll of them under the MIT license:\n\n${wrapped(terms)}\n`;
const { version } = packages.find(({ name }) => name === "sigma");
writeFileSync(join(folder, "LICENSES.txt"), notice);
writeFileSync(join(folder, `sigma-${version}.min.js`), `/*!\n${notice}*/\n${code}`);
