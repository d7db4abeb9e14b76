// The console works without any of this. Each module adds one comfort and knows nothing of the others.
import { speakUp } from "./said.js";
import { listenForKeys } from "./keys.js";
import { walkRows } from "./walk.js";
import { helpChoosing } from "./choosing.js";
import { keepDrafts } from "./drafts.js";
import { openDialogs } from "./dialogs.js";
import { copySecrets } from "./copy.js";

keepDrafts(); // before the page has said what was sent
speakUp();
walkRows();
helpChoosing();
openDialogs();
copySecrets();
listenForKeys();
