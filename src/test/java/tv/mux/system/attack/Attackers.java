package tv.mux.system.attack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Holds many connections to one port open from one thread. Each connection sends a first text once and then a few bytes
 * at each tick. A connection that the server closes is replaced by a new one.
 */
final class Attackers implements AutoCloseable {
    private static final int TICK_MS = 200;

    /** Maximum number of new connections in each tick. */
    private static final int CONNECTS_PER_TICK = 400;

    private final InetSocketAddress target;
    private final int count;
    private final byte[] first;
    private final byte[] drip;
    private final boolean reads;
    private final Selector selector = Selector.open();
    private final AtomicLong closed = new AtomicLong();
    private final Thread thread = new Thread(this::run, "attackers");
    private volatile boolean stopped;
    private volatile int open;

    /**
     * Starts an attack.
     *
     * @param first the first bytes of each connection; may be empty
     * @param drip the bytes of each connection at each later tick; may be empty
     * @param reads whether the connections read responses; otherwise their receive buffers fill up
     */
    Attackers(int port, int count, String first, String drip, boolean reads) throws IOException {
        this.target = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.count = count;
        this.first = first.getBytes(StandardCharsets.ISO_8859_1);
        this.drip = drip.getBytes(StandardCharsets.ISO_8859_1);
        this.reads = reads;
        thread.setDaemon(true);
        thread.start();
    }

    /** Number of connections that are open now. */
    int open() {
        return open;
    }

    /** Number of connections that the server has closed so far. */
    long closed() {
        return closed.get();
    }

    private void run() {
        try {
            while (!stopped) {
                for (int i = 0; i < CONNECTS_PER_TICK && selector.keys().size() < count; i++) {
                    connect();
                }
                long tickEnd = System.nanoTime() + TICK_MS * 1_000_000L;
                for (long waitMs = TICK_MS;
                        waitMs > 0 && !stopped;
                        waitMs = (tickEnd - System.nanoTime()) / 1_000_000) {
                    selector.select(this::handle, waitMs);
                }
                int connected = 0;
                for (SelectionKey key : selector.keys()) {
                    if (key.isValid() && key.attachment() != null) {
                        connected++;
                        send(key, drip);
                    }
                }
                open = connected;
            }
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void connect() throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.connect(target);
        channel.register(selector, SelectionKey.OP_CONNECT);
    }

    private void handle(SelectionKey key) {
        try {
            SocketChannel channel = (SocketChannel) key.channel();
            if (key.isConnectable()) {
                channel.finishConnect();
                key.attach("connected");
                key.interestOps(reads ? SelectionKey.OP_READ : 0);
                send(key, first);
            } else if (key.isReadable() && channel.read(ByteBuffer.allocate(65_536)) < 0) {
                onClosed(key);
            }
        } catch (IOException e) {
            onClosed(key);
        }
    }

    private void send(SelectionKey key, byte[] bytes) {
        try {
            if (bytes.length > 0) {
                ((SocketChannel) key.channel()).write(ByteBuffer.wrap(bytes));
            }
        } catch (IOException e) {
            onClosed(key);
        }
    }

    private void onClosed(SelectionKey key) {
        closed.incrementAndGet();
        key.cancel();
        try {
            key.channel().close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        stopped = true;
        selector.wakeup();
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
