// Replicates: `up` sends the documents of a file (a JSON list) and says how many seconds it took;
// `idle` looks once more when nothing is new.
const fs = require("fs");
const [folder, url, file] = process.argv.slice(2);
const PouchDB = require("pouchdb");
(async () => {
  const local = new PouchDB(folder + "/local");
  const documents = JSON.parse(fs.readFileSync(file));
  await local.bulkDocs(documents);
  const begun = process.hrtime.bigint();
  const done = await local.replicate.to(url + "/cases");
  const seconds = Number(process.hrtime.bigint() - begun) / 1e9;
  if (done.docs_written !== documents.length) throw new Error("not all were written");
  await local.replicate.from(url + "/cases");
  const before = await (await fetch(url + "/_count")).json();
  await local.replicate.from(url + "/cases");
  const after = await (await fetch(url + "/_count")).json();
  console.log(JSON.stringify({ seconds, idle_requests: after - before }));
  process.exit(0);
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
