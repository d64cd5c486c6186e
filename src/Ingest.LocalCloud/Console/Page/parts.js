// What every panel is made of.
const whole = new Intl.NumberFormat("en-US");

/** An element with properties (class, data-…, aria-… and attributes by their names; on… are listeners) and children. */
export function element(name, properties = {}, ...children) {
  const e = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (key.startsWith("on")) e.addEventListener(key.slice(2), value);
    else if (key === "text") e.textContent = value;
    else if (value === true) e.setAttribute(key, "");
    else if (value !== false && value != null) e.setAttribute(key, value);
  }
  e.append(...children.filter(child => child != null));
  return e;
}

export const at = id => document.getElementById(id);
export const number = v => v == null ? "" : whole.format(v);
export const rate = v => v == null ? "" : whole.format(v < 10 ? Math.round(v * 10) / 10 : Math.round(v));
export const share = v => v == null ? "" : `${(v * 100).toFixed(v > 0 && v < 0.1 ? 1 : 0)} %`;
export const ms = v => v == null ? "" : v >= 1000 ? `${(v / 1000).toFixed(2)} s` : v >= 100 ? `${v.toFixed(0)} ms` : `${v.toFixed(v >= 10 ? 1 : 2)} ms`;
export const size = v => !v ? "" : v < 1048576 ? `${(v / 1024).toFixed(1)} KB` : v < 1073741824 ? `${(v / 1048576).toFixed(1)} MB` : `${(v / 1073741824).toFixed(2)} GB`;
export const clock = t => t == null ? "" : new Date(t).toISOString().slice(11, 19);
export const exact = t => t == null ? "" : new Date(t).toISOString().slice(11, 23);
export const plural = (n, one, many = `${one}s`) => `${number(n)} ${n === 1 ? one : many}`;

/** Changes text alone that is other than before: selections and screen readers are left in peace. */
export function say(e, text) {
  if (e.textContent !== text) e.textContent = text;
}

/** A figure beside a panel's link: how many things there want to be looked at. */
export function count(panel, n) {
  const link = document.querySelector(`nav a[href="#${panel}"]`), badge = link.querySelector("b");
  if (!n) badge?.remove();
  else if (badge) say(badge, String(n));
  else link.append(element("b", { text: String(n) }));
}

/** JSON in a string, laid out; other strings as they are. */
export function pretty(text) {
  try { return JSON.stringify(JSON.parse(text), null, 2); } catch { return text; }
}

/** Items keep the event as a string; shown as what it is. */
export const unfold = (key, value) => {
  try { return key === "data" && typeof value === "string" ? JSON.parse(value) : value; } catch { return value; }
};

/** @throws Error with what the console says of it. */
export async function call(method, path, body) {
  const response = await fetch(path, {
    method, cache: "no-store", ...(body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) })
  });
  const text = await response.text();
  const json = text ? JSON.parse(text) : null;
  if (!response.ok) throw new Error(json?.error ?? json?.detail ?? `${method} ${path}: status ${response.status}`);
  return json;
}

/** A row of figures: [[value, name, class]…], drawn again in place. */
export function tiles(place) {
  const box = place.appendChild(element("div", { class: "tiles" }));
  return list => {
    while (box.children.length > list.length) box.lastChild.remove();
    list.forEach(([value, name, className], i) => {
      const tile = box.children[i] ?? box.appendChild(element("div", { class: "tile" }, element("b"), element("span", { class: "soft" })));
      say(tile.firstChild, value);
      say(tile.lastChild, name);
      tile.firstChild.className = className ?? "";
    });
  };
}
