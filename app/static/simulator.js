// Two phones in the browser: what they send goes through the demo's signed webhooks, what comes back is TwiML.

import { startCallingPhone } from "./simulator/calling.js";
import { startTextingPhone } from "./simulator/texting.js";

startTextingPhone(document.getElementById("texting"));
startCallingPhone(document.getElementById("calling"));
