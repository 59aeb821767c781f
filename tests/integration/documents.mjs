// Holds frames and replies against docs/asyncapi.yaml and docs/openapi.yaml. Each check gives a list of faults.
import { readFileSync } from "node:fs";
import Ajv2020 from "ajv/dist/2020.js";
import { parse } from "yaml";

const read = (name) => parse(readFileSync(new URL(`../../docs/${name}`, import.meta.url), "utf8"));
export const asyncapi = read("asyncapi.yaml");
export const openapi = read("openapi.yaml");

const ajv = new Ajv2020({ strict: false, allErrors: true });
ajv.addSchema({ $id: "asyncapi", components: asyncapi.components });
ajv.addSchema({ $id: "openapi", components: openapi.components, paths: openapi.paths });

const compiled = new Map();
function validator(ref, complete) {
  const key = `${ref} ${complete}`;
  if (!compiled.has(key)) compiled.set(key, ajv.compile(complete ? { $ref: ref, unevaluatedProperties: false } : { $ref: ref }));
  return compiled.get(key);
}
function faults_of(ref, value, complete, what) {
  const check = validator(ref, complete);
  if (check(value)) return [];
  return check.errors.map((e) => `${what}: ${e.instancePath || "/"} ${e.message} ${e.params.unevaluatedProperty ?? ""}`);
}

// Which message of a side has this `type`; the side's channel says which of two it is: what the daemon takes or sends.
function messages_of(side, action) {
  const found = new Map();
  for (const operation of Object.values(asyncapi.operations)) {
    if (operation.channel.$ref !== `#/channels/${side}`) continue;
    const add = (list) => {
      for (const { $ref } of list ?? []) {
        const key = $ref.split("/").pop();
        const message_ref = asyncapi.channels[side].messages[key].$ref;
        const message = asyncapi.components.messages[message_ref.split("/").pop()];
        found.set(message.name, `asyncapi${message.payload.$ref}`);
      }
    };
    if (operation.action === action) add(operation.messages);
    if (action === "send") add(operation.reply?.messages);
  }
  return found;
}
const told = { visitor: messages_of("visitor", "send"), officer: messages_of("officer", "send") };
const taken = { visitor: messages_of("visitor", "receive"), officer: messages_of("officer", "receive") };

/** A frame that the daemon sent: every field of it is in the document. */
export function check_frame(side, frame) {
  const ref = told[side].get(frame.type);
  if (!ref) return [`${side}: the document knows no sent type ${frame.type}`];
  return faults_of(ref, frame, true, `${side} ${frame.type}${frame.code ? ` ${frame.code}` : ""}`);
}

/** A frame that a client sent, with its answer: the document and the daemon agree on whether it is well formed. */
export function check_sent(side, frame, answer) {
  const ref = taken[side].get(frame.type);
  if (!ref) return answer.type === "ack" ? [`${side}: the document knows no taken type ${frame.type}`] : [];
  const found = faults_of(ref, frame, false, `${side} sent ${frame.type}, acknowledged`);
  return answer.type === "ack" ? found : [];
}

const template = (path) => Object.keys(openapi.paths).find((t) => new RegExp(`^${t.replace(/\{[^}]+\}/g, "[^/]+")}$`).test(path));
function resolve(node) {
  while (node?.$ref) node = node.$ref.slice(2).split("/").reduce((at, key) => at[key.replace(/~1/g, "/")], openapi);
  return node;
}

export function check_reply(method, url, status, type, json) {
  const path = template(url.split("?")[0]);
  const operation = path && openapi.paths[path][method.toLowerCase()];
  if (!operation) return [];
  const reply = resolve(operation.responses[status] ?? operation.responses.default);
  const what = `${method} ${path} ${status}`;
  if (!reply) return [`${what}: the document knows no such status`];
  if (!reply.content) return json === undefined ? [] : [`${what}: the document knows no body`];
  const media = type.split(";")[0];
  const content = reply.content[media];
  if (!content) return [`${what}: the document knows no ${media}`];
  if (json === undefined) return [];
  return content.schema.$ref ? faults_of(`openapi${content.schema.$ref}`, json, true, what) : [];
}
