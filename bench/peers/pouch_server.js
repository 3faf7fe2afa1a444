// A PouchDB server (express-pouchdb) on a free port of the loopback. It counts requests:
// GET /_count gives the number so far.
const express = require("express");
const folder = process.argv[2];
const PouchDB = require("pouchdb").defaults({ prefix: folder + "/" });
const app = express();
let count = 0;
app.get("/_count", (_, answer) => answer.json(count));
app.use((request, answer, next) => {
  count += 1;
  next();
});
app.use("/", require("express-pouchdb")(PouchDB, { mode: "minimumForPouchDB", inMemoryConfig: true, logPath: folder + "/log.txt" }));
const server = app.listen(0, "127.0.0.1", () => console.log(server.address().port));
