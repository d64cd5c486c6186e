// A table that is drawn again and again: rows keep their elements by key, so that focus, selection and scrolling stay.
import { element, number, say } from "./parts.js";

/**
 * @param cards on a phone each row is a card.
 * @param columns [[name, kind]…]: kind "number", "time", "prose" (sentences; on a phone below the others), "mono prose", or none.
 * @returns draw(rows): [{key, className, cells: [string | {text, className, title} | {node: () => Node, when: string}…]}…]
 */
export function liveTable(place, columns, { empty, label, cards = columns.length > 3 }) {
  const kinds = columns.map(([, kind]) => kind ?? "word");
  const body = element("tbody");
  const head = element("tr", {}, ...columns.map(([name], i) => element("th", { scope: "col", class: kinds[i], text: name })));
  const box = element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": label },
    element("table", { class: cards ? "wide" : null }, element("thead", {}, head), body));
  const nothing = element("p", { class: "empty", text: empty });
  place.append(box, nothing);
  const rows = new Map();

  function fill(row, cells) {
    cells.forEach((cell, i) => {
      const td = row.children[i];
      if (cell?.node) {
        if (td.dataset.when !== cell.when) { td.dataset.when = cell.when; td.replaceChildren(cell.node()); }
        return;
      }
      const { text, className, title } = typeof cell === "object" && cell !== null ? cell : { text: cell };
      say(td, String(text ?? ""));
      td.className = [kinds[i], className].filter(Boolean).join(" ");
      if (title) td.title = title;
    });
  }

  return list => {
    box.hidden = list.length === 0;
    nothing.hidden = list.length > 0;
    const wanted = new Set(list.map(row => row.key));
    for (const [key, row] of rows) if (!wanted.has(key)) { row.remove(); rows.delete(key); }
    list.forEach(({ key, className, cells }, i) => {
      let row = rows.get(key);
      if (!row) {
        row = element("tr", {}, ...columns.map(([name], n) => element("td", { class: kinds[n], "data-label": name })));
        rows.set(key, row);
      }
      row.className = className ?? "";
      fill(row, cells);
      if (body.children[i] !== row) body.insertBefore(row, body.children[i] ?? null);
    });
  };
}

/** Rows of a service's operations: how often each was called, what of it was not stored. */
export const callRows = operations => Object.entries(operations).map(([name, o]) => ({
  key: name, cells: [name, number(o.calls), number(o.records), { text: number(o.failed), className: o.failed ? "bad" : "" }, { text: number(o.errors), className: o.errors ? "bad" : "" }]
}));
