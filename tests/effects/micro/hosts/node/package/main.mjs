import dep, { again } from "dep";
dep("one");
again("two");
