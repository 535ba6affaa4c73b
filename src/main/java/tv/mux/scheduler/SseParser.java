package tv.mux.scheduler;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Parses one {@code text/event-stream} (WHATWG HTML §9.2.6) that arrives in chunks of any size. The memory used is
 * bounded. Not safe for threads.
 */
final class SseParser {
    /** Maximum number of bytes in the lines of one event, without comments. Bounds the memory used. */
    static final int MAX_EVENT_BYTES = 1 << 20;

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    /** Buffers that grew beyond this size are replaced after the event. */
    private static final int MAX_IDLE_BYTES = 1 << 16;

    private static final Pattern DIGITS = Pattern.compile("[0-9]+");

    /** Number of bytes of the byte-order mark read so far; all of them once there cannot be a mark any more. */
    private int markBytes;

    private boolean afterCarriageReturn;
    /** Whether the rest of the current line is skipped. */
    private boolean skipLine;
    /** Whether the current event is too large. Its id still counts; otherwise the server would send the event again. */
    private boolean oversized;

    private int eventBytes;

    private ByteArrayOutputStream line = new ByteArrayOutputStream();
    private StringBuilder data = new StringBuilder();
    private String type = "";
    private String nextEventId;
    private String lastEventId;

    /** Creates a parser for a new connection, with the last event id of the previous one; empty if there is none. */
    SseParser(String lastEventId) {
        this.nextEventId = lastEventId;
        this.lastEventId = lastEventId;
    }

    /** Returns the id to send as {@code Last-Event-ID} when reconnecting; empty if there is none. */
    String lastEventId() {
        return lastEventId;
    }

    /** Returns the size of the incomplete text in memory, bytes and characters added up; for tests. */
    int bufferedBytes() {
        return line.size() + data.length() + type.length() + nextEventId.length();
    }

    /**
     * Parses the next chunk and returns the items that it completes. An item that is incomplete at the end of the
     * stream is never returned.
     */
    List<SseItem> feed(byte[] chunk) {
        List<SseItem> items = new ArrayList<>();
        int from = skipByteOrderMark(chunk, items);
        for (int i = from; i < chunk.length; i++) {
            byte b = chunk[i];
            boolean secondOfPair = b == '\n' && afterCarriageReturn;
            afterCarriageReturn = b == '\r';
            if (secondOfPair) {
                from = i + 1;
            } else if (b == '\n' || b == '\r') {
                append(chunk, from, i, items);
                endLine(items);
                from = i + 1;
            }
        }
        append(chunk, from, chunk.length, items);
        return items;
    }

    /** Returns where the text begins in this chunk. Only the first bytes of the stream can be a byte-order mark. */
    private int skipByteOrderMark(byte[] chunk, List<SseItem> items) {
        int at = 0;
        while (markBytes < BYTE_ORDER_MARK.length && at < chunk.length) {
            if (chunk[at] != BYTE_ORDER_MARK[markBytes]) {
                int read = markBytes;
                markBytes = BYTE_ORDER_MARK.length;
                append(BYTE_ORDER_MARK, 0, read, items);
                return at;
            }
            markBytes++;
            at++;
        }
        return at;
    }

    private void append(byte[] bytes, int from, int to, List<SseItem> items) {
        if (from == to || skipLine) {
            return;
        }
        if (line.size() == 0 && bytes[from] == ':') {
            skipLine = true; // A comment may have any length.
            return;
        }
        int available = oversized ? MAX_IDLE_BYTES - line.size() : MAX_EVENT_BYTES - eventBytes;
        if (to - from > available) {
            if (!oversized) {
                items.add(new SseItem.Oversized());
            }
            oversized = true;
            data = new StringBuilder();
            line = new ByteArrayOutputStream();
            skipLine = true;
            return;
        }
        eventBytes += to - from;
        line.write(bytes, from, to - from);
    }

    private void endLine(List<SseItem> items) {
        if (skipLine) {
            skipLine = false;
        } else if (line.size() == 0) {
            endEvent(items);
        } else {
            // A line can be decoded by itself, since no multi-byte UTF-8 sequence contains a line end.
            field(line.toString(UTF_8), items);
            line.reset();
        }
    }

    private void field(String text, List<SseItem> items) {
        int colon = text.indexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        String value = colon < 0 ? "" : text.substring(colon + (text.startsWith(" ", colon + 1) ? 2 : 1));
        switch (name) {
            case "data" -> {
                if (!oversized) {
                    data.append(value).append('\n');
                }
            }
            case "event" -> type = value;
            case "id" -> {
                if (value.indexOf('\0') < 0) {
                    nextEventId = value;
                }
            }
            case "retry" -> {
                if (DIGITS.matcher(value).matches()) {
                    items.add(new SseItem.Retry(value.length() > 18 ? Long.MAX_VALUE : Long.parseLong(value)));
                }
            }
            default -> {
                // The standard requires that unknown fields are ignored.
            }
        }
    }

    /** Handles a blank line: the fields so far are an event, unless they have no data. Their id counts in any case. */
    private void endEvent(List<SseItem> items) {
        lastEventId = nextEventId;
        if (!oversized && data.length() > 0) {
            items.add(new SseItem.Event(type, data.substring(0, data.length() - 1), lastEventId));
        }
        if (eventBytes > MAX_IDLE_BYTES) {
            data = new StringBuilder();
            line = new ByteArrayOutputStream();
        }
        data.setLength(0);
        type = "";
        oversized = false;
        eventBytes = 0;
    }
}
