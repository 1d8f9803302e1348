// Conversations, kept in this browser only. One entry each, and a list of their titles.
const LIST = "credence.list";
const key = id => `credence.conversation.${id}`;

export class Store {
  constructor(onFull, onPrivate) {
    this.onFull = onFull;
    this.disk = usable();
    if (!this.disk) onPrivate();
    this.memory = new Map();
  }

  list() {
    const entries = this.#read(LIST);
    return Array.isArray(entries) ? entries : [];
  }

  load(id) {
    const found = this.#read(key(id));
    return found && Array.isArray(found.turns) ? found : null;
  }

  save(conversation) {
    conversation.updated = Date.now();
    const { id, title, updated } = conversation;
    const others = this.list().filter(entry => entry.id !== id);
    this.#write(key(id), conversation, others);
    this.#write(LIST, [{ id, title, updated }, ...others], others);
  }

  rename(id, title) {
    const conversation = this.load(id);
    if (conversation) this.#write(key(id), { ...conversation, title, named: true }, []);
    this.#write(LIST, this.list().map(entry => (entry.id === id ? { ...entry, title } : entry)), []);
  }

  remove(id) {
    this.#drop(key(id));
    this.#write(LIST, this.list().filter(entry => entry.id !== id), []);
  }

  /** Entries whose title, questions or answers hold every word. */
  search(query) {
    const parts = query.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    const holds = entry => {
      const turns = this.load(entry.id)?.turns ?? [];
      const text = [entry.title, ...turns.flatMap(turn => [turn.question, turn.answer?.text ?? ""])].join(" ").toLocaleLowerCase();
      return parts.every(part => text.includes(part));
    };
    return parts.length ? this.list().filter(holds) : this.list();
  }

  #read(name) {
    try {
      return JSON.parse(this.disk ? localStorage.getItem(name) : this.memory.get(name) ?? "null");
    } catch {
      return null;
    }
  }

  #write(name, value, removable) {
    const text = JSON.stringify(value);
    if (!this.disk) return void this.memory.set(name, text);
    for (;;) {
      try {
        return localStorage.setItem(name, text);
      } catch {
        const oldest = removable.pop();
        if (!oldest) return;
        localStorage.removeItem(key(oldest.id));
        this.onFull();
      }
    }
  }

  #drop(name) {
    if (this.disk) localStorage.removeItem(name);
    else this.memory.delete(name);
  }
}

function usable() {
  try {
    localStorage.setItem("credence.probe", "1");
    localStorage.removeItem("credence.probe");
    return true;
  } catch {
    return false;
  }
}
