class App {
  routes: [string, ((context: any, next: any) => unknown)[]][] = [];
  before: ((context: any, next: any) => unknown)[] = [];
  use(handler: (context: any, next: any) => unknown) {
    this.before.push(handler);
    return this;
  }
  get = (path: string, ...handlers: ((context: any, next: any) => unknown)[]) => {
    this.routes.push([path, handlers]);
    return this;
  };
  fetch = async (request: Request, env: any) => {
    const context = { request, env, kept: {} as any };
    const { pathname } = new URL(request.url);
    const found = this.routes.filter(([path]) => path === pathname).flatMap(([, handlers]) => handlers);
    const all = [...this.before, ...found];
    const run = async (i: number): Promise<unknown> => (i < all.length ? all[i]!(context, () => run(i + 1)) : undefined);
    return run(0);
  };
}
const app = new App();
app
  .use(async (context, next) => {
    context.kept.db = context.env.DB; //! env.read DB
    await next();
  })
  .get("/users", async (context) => {
    await context.env.KV.get("a"); //! binding.call KV/get certainty=any
    await context.kept.db.prepare("SELECT 1").all(); //! binding.call DB/prepare certainty=may ; binding.call DB/all certainty=may
  });
export default app;
