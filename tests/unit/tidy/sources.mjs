// The project's own text files, as the tests beside this file look at them.
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

export const top = fileURLToPath(new URL("../../../", import.meta.url)).replace(/\/$/, "");
const not_ours = new Set(["build", "data", "node_modules"]);

// Folders below `folder` down to `depth`, hidden ones and build output left out; as paths from the top.
export function folders(folder = "", depth = Infinity) {
  if (depth === 0) return [];
  return readdirSync(join(top, folder), { withFileTypes: true })
    .filter((e) => e.isDirectory() && !e.name.startsWith(".") && !not_ours.has(e.name))
    .map((e) => join(folder, e.name))
    .flatMap((path) => [path, ...folders(path, depth - 1)]);
}

const by_hand = /\.(cpp|hpp|lua|cmake|ts|tsx|mjs|css|html|md|toml|sh|yaml)$|(^|\/)(CMakeLists\.txt|script\/[a-z-]+)$/;

// Every text file that a person writes: {path, text}.
export function files() {
  return ["", ...folders()].flatMap((folder) =>
    readdirSync(join(top, folder), { withFileTypes: true })
      .filter((e) => e.isFile() && by_hand.test(join(folder, e.name)))
      .map((e) => ({ path: join(folder, e.name), text: readFileSync(join(top, folder, e.name), "utf8") })),
  );
}

export const is_cpp = ({ path }) => /\.(cpp|hpp)$/.test(path);
export const inside = (path, folder) => path === folder || !relative(folder, path).startsWith("..");
