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
 * Many connections to one port, held open by one thread: each says something once, then a byte now and then, and never
 * reads more than its receive buffer takes. One that the server closes is opened anew.
 */
final class Attackers implements AutoCloseable {
    private static final int BEAT_MS = 200;
    /** New connections in each beat at most. */
    private static final int AT_ONCE = 400;

    private final InetSocketAddress target;
    private final int count;
    private final byte[] first;
    private final byte[] drip;
    private final boolean reads;
    private final Selector selector = Selector.open();
    private final AtomicLong closed = new AtomicLong();
    private final Thread thread = new Thread(this::run, "attackers");
    private volatile boolean end;
    private volatile int open;

    /**
     * Begins an attack.
     *
     * @param first what each says first; may be empty
     * @param drip what each says in every beat from then on; may be empty
     * @param reads whether they read what they get
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

    /** How many are connected. */
    int open() {
        return open;
    }

    /** How often the server closed one so far. */
    long closed() {
        return closed.get();
    }

    private void run() {
        try {
            while (!end) {
                for (int i = 0; i < AT_ONCE && selector.keys().size() < count; i++) {
                    connect();
                }
                long beat = System.nanoTime() + BEAT_MS * 1_000_000L;
                for (long left = BEAT_MS; left > 0 && !end; left = (beat - System.nanoTime()) / 1_000_000) {
                    selector.select(this::happened, left);
                }
                int connected = 0;
                for (SelectionKey key : selector.keys()) {
                    if (key.isValid() && key.attachment() != null) {
                        connected++;
                        say(key, drip);
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

    private void happened(SelectionKey key) {
        try {
            SocketChannel channel = (SocketChannel) key.channel();
            if (key.isConnectable()) {
                channel.finishConnect();
                key.attach("connected");
                key.interestOps(reads ? SelectionKey.OP_READ : 0);
                say(key, first);
            } else if (key.isReadable() && channel.read(ByteBuffer.allocate(65_536)) < 0) {
                gone(key);
            }
        } catch (IOException e) {
            gone(key);
        }
    }

    private void say(SelectionKey key, byte[] bytes) {
        try {
            if (bytes.length > 0) {
                ((SocketChannel) key.channel()).write(ByteBuffer.wrap(bytes));
            }
        } catch (IOException e) {
            gone(key);
        }
    }

    private void gone(SelectionKey key) {
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
        end = true;
        selector.wakeup();
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
