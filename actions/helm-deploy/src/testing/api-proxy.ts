import { once } from 'node:events';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** Bytes that clients have sent. */
interface Sent {
  bytes: number;
  onMore: () => void;
}

/** A proxy for TCP in front of an API server, which can fail as networks and servers do. TLS goes through it. */
export class ApiProxy {
  /** Path of a kubeconfig that leads through it. */
  readonly kubeconfig: string;
  readonly #server: Server;
  readonly #port: number;
  readonly #sockets: ReadonlySet<Socket>;
  readonly #sent: Sent;

  private constructor(server: Server, sockets: ReadonlySet<Socket>, sent: Sent, kubeconfig: string) {
    this.#server = server;
    this.#sockets = sockets;
    this.#sent = sent;
    this.#port = (server.address() as AddressInfo).port;
    this.kubeconfig = kubeconfig;
  }

  static async start(kubeconfig: string): Promise<ApiProxy> {
    const text = await readFile(kubeconfig, 'utf8');
    const [, host = '', port = ''] = /https:\/\/([^:\s]+):(\d+)/.exec(text) ?? [];
    const sockets = new Set<Socket>();
    const sent: Sent = { bytes: 0, onMore: () => {} };
    const server = createServer((client) => {
      const upstream = connect(Number(port), host);
      client.on('data', ({ length }) => {
        sent.bytes += length;
        sent.onMore();
      });
      for (const [one, other] of [
        [client, upstream],
        [upstream, client],
      ] as const) {
        sockets.add(one);
        one.pipe(other);
        one
          .on('error', () => {})
          .on('close', () => {
            sockets.delete(one);
            other.destroy();
          });
      }
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const path = join(await mkdtemp(join(tmpdir(), 'slipway-proxy-')), 'kubeconfig');
    const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    await writeFile(path, text.replace(`${host}:${port}`, address));
    return new ApiProxy(server, sockets, sent, path);
  }

  /** Cuts all connections, and refuses others for a while, as soon as clients have sent so many bytes. */
  async restartAfterSending(bytes: number, duration: number): Promise<void> {
    const restarted = new Promise<void>((resolve, reject) => {
      this.#sent.onMore = () => {
        if (this.#sent.bytes < bytes) return;
        this.#sent.onMore = () => {};
        this.restart(duration).then(resolve, reject);
      };
    });
    this.#sent.bytes = 0;
    await restarted;
  }

  /** Cuts all connections and refuses others for so many milliseconds, as a server does that is restarted. */
  async restart(duration: number): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#cut();
    await closed;
    await wait(duration);
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  /** Of the connections that are open nothing is heard any more, as when a firewall forgets them; new ones work. */
  fallSilent(): void {
    for (const socket of this.#sockets) socket.unpipe().removeAllListeners('end').pause();
  }

  async stop(): Promise<void> {
    this.#cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}
