import { upgrade, withRoutes } from "some-framework";
const routes = withRoutes((context: any) => ({ //! unknown:import
  onMessage(event: any) {
    context.env.LOG.put("message", event.text); //! binding.call LOG/put certainty=may
  },
}));
export default upgrade(async (env: any) => [ //! unknown:import
  async () => fetch(`https://a.example/${env.REGION}`), //! http.read https://a.example/{env:REGION} certainty=may ; env.read REGION certainty=may
  { close: () => () => env.QUEUE.send("closed") }, //! binding.call QUEUE/send certainty=may
]);
