// A client of the public edge: GraphQL over POST, events over SSE. Nothing but fetch.
let n = 0;
export const uniqueEmail = (name = 'user') => `${name}-${process.pid}-${Date.now().toString(36)}-${++n}@example.org`;

export class Client {
  constructor(url, token) { this.url = url; this.token = token; }

  // The whole response: {status, data, errors, extensions}.
  async send(query, variables, { token = this.token, headers = {}, signal } = {}) {
    const r = await fetch(`${this.url}/graphql`, {
      method: 'POST', signal,
      headers: { 'content-type': 'application/json', accept: 'application/json', ...(token && { authorization: `Bearer ${token}` }), ...headers },
      body: JSON.stringify({ query, variables }),
    });
    const text = await r.text();
    let json;
    try { json = JSON.parse(text); } catch { throw new Error(`HTTP ${r.status}, not JSON: ${text.slice(0, 300)}`); }
    return { status: r.status, headers: r.headers, ...json };
  }
  // The data, or a thrown Error that carries the GraphQL errors.
  async gql(query, variables, options) {
    const r = await this.send(query, variables, options);
    if (r.errors) throw Object.assign(new Error(r.errors.map((e) => e.message).join('; ')), { errors: r.errors, status: r.status });
    return r.data;
  }
  // uploadCV with a file, as a multipart request; the whole response.
  async uploadCV(bytes, name = 'cv.pdf', type = 'application/pdf') {
    const form = new FormData();
    form.set('operations', JSON.stringify({ query: 'mutation($f:Upload!){ uploadCV(file:$f){ cvUrl message } }', variables: { f: null } }));
    form.set('map', JSON.stringify({ 0: ['variables.f'] }));
    form.set('0', new Blob([bytes], { type }), name);
    const r = await fetch(`${this.url}/graphql`, { method: 'POST', headers: { 'apollo-require-preflight': 'true', accept: 'application/json', authorization: `Bearer ${this.token}` }, body: form });
    return { status: r.status, ...(await r.json()) };
  }
  async register(email = uniqueEmail(), password = 'correct horse battery') {
    const { register } = await this.gql('mutation($e:String!,$p:String!){ register(email:$e,password:$p){ token user{ id email } } }', { e: email, p: password });
    return Object.assign(new Client(this.url, register.token), { user: register.user, email, password });
  }
  at(url) { return Object.assign(new Client(url, this.token), { user: this.user }); }

  // Events as they come: const s = await client.events(); s.list; await s.until(e => e.type === 'CARD_MOVED'); s.close()
  async events({ lastEventId } = {}) {
    const controller = new AbortController();
    const r = await fetch(`${this.url}/events`, { signal: controller.signal, headers: { accept: 'text/event-stream', authorization: `Bearer ${this.token}`, ...(lastEventId && { 'last-event-id': lastEventId }) } });
    if (r.status !== 200) throw Object.assign(new Error(`HTTP ${r.status}: ${await r.text()}`), { status: r.status });
    const s = { list: [], lastEventId, ended: false, waiting: [], comments: 0, close: () => controller.abort() };
    s.done = (async () => {
      const decoder = new TextDecoder();
      let text = '';
      try {
        for await (const chunk of r.body) {
          text += decoder.decode(chunk, { stream: true });
          let at;
          while ((at = text.indexOf('\n\n')) >= 0) {
            const frame = text.slice(0, at);
            text = text.slice(at + 2);
            let id, data;
            for (const line of frame.split('\n')) {
              if (line.startsWith(':')) s.comments++;
              else if (line.startsWith('id:')) id = line.slice(3).trim();
              else if (line.startsWith('data:')) data = (data === undefined ? '' : data + '\n') + line.slice(5).replace(/^ /, '');
            }
            if (id !== undefined) s.lastEventId = id;
            if (data !== undefined) {
              const event = { id, ...JSON.parse(data) };
              s.list.push(event);
              for (const w of [...s.waiting]) if (w.test(event)) { s.waiting.splice(s.waiting.indexOf(w), 1); w.resolve(event); }
            }
          }
        }
      } catch (e) { s.error = e; }
      s.ended = true;
      for (const w of s.waiting.splice(0)) w.reject(new Error('the event stream ended'));
    })();
    s.until = (test, ms = 15_000) => {
      const found = s.list.find(test);
      if (found) return Promise.resolve(found);
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`no such event within ${ms} ms; seen: ${s.list.map((e) => e.type).join(' ')}`)), ms);
        s.waiting.push({ test, resolve: (e) => { clearTimeout(timer); resolve(e); }, reject: (e) => { clearTimeout(timer); reject(e); } });
      });
    };
    await s.until((e) => e.type === 'connected');
    return s;
  }
}
