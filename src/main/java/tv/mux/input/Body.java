package tv.mux.input;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/** The bytes of a response as they arrive: none is kept before there is leave to hold it in memory. */
final class Body {
    private static final int LEAST = 16 << 10;
    private static final int CHUNK = 16 << 10;

    private final InputMemory.Slot slot;
    private final int most;
    private byte[] bytes = new byte[0];
    private int length;

    /** Why a body is not read on, in words for the operator. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        Refused(String reason) {
            super(reason, null, false, false);
        }
    }

    /**
     * Has no bytes yet.
     *
     * @param slot where what it holds is counted
     * @param most how many bytes there may be
     */
    Body(InputMemory.Slot slot, int most) {
        this.slot = slot;
        this.most = most;
    }

    /** Makes room for a length that was announced, so that the array need not grow. */
    void expect(long announced) throws Refused {
        if (announced > most) {
            throw new Refused("has " + announced + " bytes; allowed are " + most);
        }
        if (announced > bytes.length) {
            resize((int) announced);
        }
    }

    /** Adds what has arrived. */
    void add(byte[] chunk, int count) throws Refused {
        if (count > most - length) {
            throw new Refused("is larger than " + most + " bytes");
        }
        if (length + count > bytes.length) {
            resize(Math.max(length + count, (int) Math.min(most, Math.max(LEAST, 2L * bytes.length))));
        }
        System.arraycopy(chunk, 0, bytes, length, count);
        length += count;
    }

    /** How many bytes there are. */
    int length() {
        return length;
    }

    /** All of them; nothing may be added any more. */
    byte[] whole() throws Refused {
        if (length < bytes.length) {
            resize(length);
        }
        return bytes;
    }

    /** The old array and the new one are there at the same time, for a moment. */
    private void resize(int capacity) throws Refused {
        String refusal = slot.reserve((long) bytes.length + capacity);
        if (refusal != null) {
            throw new Refused("is not read on: " + refusal);
        }
        bytes = Arrays.copyOf(bytes, capacity);
        slot.set(capacity);
    }

    /**
     * Adds what gzip or zlib data inflates to. Takes a while: not for an event loop.
     *
     * @param gzip whether it is gzip
     * @throws IOException if it is not what it is said to be
     */
    void inflate(byte[] packed, boolean gzip) throws Refused, IOException {
        InputStream in = new ByteArrayInputStream(packed);
        byte[] chunk = new byte[CHUNK];
        try (InputStream inflated = gzip ? new GZIPInputStream(in) : new InflaterInputStream(in)) {
            for (int n = inflated.read(chunk); n >= 0; n = inflated.read(chunk)) {
                add(chunk, n);
            }
        }
    }
}
