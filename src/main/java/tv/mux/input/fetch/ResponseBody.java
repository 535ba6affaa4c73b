package tv.mux.input.fetch;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/** Collects the bytes of a response. Reserves memory in its slot before it keeps any bytes. */
final class ResponseBody {
    private static final int MIN_CAPACITY = 16 << 10;
    private static final int CHUNK = 16 << 10;

    private final MemoryBudget.Slot slot;
    private final int max;
    private byte[] bytes = new byte[0];
    private int length;

    /** Reading stops because a limit is exceeded. The message is for the operator. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        Refused(String reason) {
            super(reason, null, false, false);
        }
    }

    /**
     * Creates an empty body.
     *
     * @param slot counts the bytes that this body holds
     * @param max maximum number of bytes
     */
    ResponseBody(MemoryBudget.Slot slot, int max) {
        this.slot = slot;
        this.max = max;
    }

    /** Allocates memory for the announced length, so that the array need not grow. */
    void expect(long announced) throws Refused {
        if (announced > max) {
            throw new Refused("has " + announced + " bytes; allowed are " + max);
        }
        if (announced > bytes.length) {
            resize((int) announced);
        }
    }

    /** Appends the first {@code count} bytes of a chunk. */
    void add(byte[] chunk, int count) throws Refused {
        if (count > max - length) {
            throw new Refused("is larger than " + max + " bytes");
        }
        if (length + count > bytes.length) {
            resize(Math.max(length + count, (int) Math.min(max, Math.max(MIN_CAPACITY, 2L * bytes.length))));
        }
        System.arraycopy(chunk, 0, bytes, length, count);
        length += count;
    }

    /** Returns the number of bytes collected so far. */
    int length() {
        return length;
    }

    /** Returns all bytes. Nothing may be added afterwards. */
    byte[] whole() throws Refused {
        if (length < bytes.length) {
            resize(length);
        }
        return bytes;
    }

    /** Reserves the size of both arrays, since the old one and the new one exist together for a moment. */
    private void resize(int capacity) throws Refused {
        String refusal = slot.reserve((long) bytes.length + capacity);
        if (refusal != null) {
            throw new Refused("exceeds the memory limit: " + refusal);
        }
        bytes = Arrays.copyOf(bytes, capacity);
        slot.set(capacity);
    }

    /**
     * Inflates gzip or zlib data and appends the result. Slow, so do not call it on an event loop.
     *
     * @param gzip true for gzip, false for zlib
     * @throws IOException if the data is malformed
     */
    void inflate(byte[] compressed, boolean gzip) throws Refused, IOException {
        InputStream in = new ByteArrayInputStream(compressed);
        byte[] chunk = new byte[CHUNK];
        try (InputStream inflated = gzip ? new GZIPInputStream(in) : new InflaterInputStream(in)) {
            for (int n = inflated.read(chunk); n >= 0; n = inflated.read(chunk)) {
                add(chunk, n);
            }
        }
    }
}
