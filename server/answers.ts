/**
 * Answers that keep their word about the connection: one that says nothing of it is followed by the next request, and one
 * after which nothing more is read says `connection: close`.
 */
import { type IncomingMessage, type OutgoingHttpHeader, type OutgoingHttpHeaders, ServerResponse } from 'node:http';

type Headers = OutgoingHttpHeaders | OutgoingHttpHeader[];

/** The class of a server's answers. `isStopping`: no connection of the server may be used again. */
export function answerClass(isStopping: () => boolean): typeof ServerResponse<IncomingMessage> {
  return class extends ServerResponse<IncomingMessage> {
    override writeHead(status: number, reason?: string | Headers, headers?: Headers): this {
      if (!this.headersSent && this.#isLast()) this.setHeader('connection', 'close');
      return typeof reason === 'string'
        ? super.writeHead(status, reason, headers)
        : super.writeHead(status, headers ?? reason);
    }

    #isLast(): boolean {
      if (this.req.complete) return isStopping();
      lingerAfter(this.req);
      return isStopping() || !isSmall(this.req);
    }
  };
}

/** A body of this many bytes is read and dropped for the sake of its connection; Node does that after the answer. */
const SMALL_BODY = 64 * 1024;

/** A body that does not say how long it is may go on for ever. */
function isSmall({ headers }: IncomingMessage): boolean {
  return Number(headers['content-length'] ?? Infinity) <= SMALL_BODY;
}

const lingerMs = 500;

/**
 * Node would destroy the connection as soon as the answer is written, and a client that is still sending would be reset
 * before it has read why. Of a body that was refused no more is read, and the answer gets a moment to arrive.
 */
function lingerAfter(request: IncomingMessage): void {
  const { socket } = request;
  const destroySoon = socket.destroySoon.bind(socket);
  socket.destroySoon = () => {
    if (request.complete) return destroySoon();
    socket.pause();
    socket.end();
    setTimeout(() => socket.destroy(), lingerMs).unref();
  };
}
