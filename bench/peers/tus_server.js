// A tus server (@tus/server with @tus/file-store) on a free port of the loopback.
const { Server } = require("@tus/server");
const { FileStore } = require("@tus/file-store");
const tus = new Server({ path: "/files", datastore: new FileStore({ directory: process.argv[2] }), relativeLocation: true });
const server = require("http").createServer((request, answer) => tus.handle(request, answer));
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
