/** Where the program's pages begin: "/", or the path that a proxy puts before it. */
const ROOT = new URL("../", import.meta.url);

/** The address of a page or file of the program. @param {string} path below its root, without a slash at its beginning */
export function at(path) {
  return ROOT.pathname + path;
}

/** The address of the visit's connection: encrypted where the page is. */
export function socketAddress() {
  return `${ROOT.protocol === "https:" ? "wss" : "ws"}://${ROOT.host}${at("live")}`;
}
