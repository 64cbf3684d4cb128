/** The floor of node:http: a constant answer to every request. */
import { serve } from './serve.ts';

serve(() => '{"data":{"__typename":"Query"}}');
