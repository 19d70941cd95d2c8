/** Put into every bundle for the global of this name, which tests replace and delete. */
import real from 'node:process';

export { real as process };
