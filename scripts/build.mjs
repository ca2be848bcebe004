// `npm run build`: installs and builds what is missing, and opens nothing.
import { ensureBuilt, ensureInstalled } from './setup.mjs';

ensureInstalled();
ensureBuilt();
