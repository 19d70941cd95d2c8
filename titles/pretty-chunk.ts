/** Entry of the bundle `pretty`: what titles with `%p` need of pretty-format. */
export { format } from 'pretty-format';
