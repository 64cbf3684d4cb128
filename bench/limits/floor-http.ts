/** The floor of node:http: a constant, whatever was asked. */
import { serve } from './serve.ts';

serve(() => '{"data":{"__typename":"Query"}}');
