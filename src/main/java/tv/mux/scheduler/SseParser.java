package tv.mux.scheduler;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads one {@code text/event-stream} (WHATWG HTML, section 9.2.6), cut into chunks anywhere. Not safe for use by
 * several threads.
 */
final class SseParser {
    /** The most bytes the lines of one event may have, comments not counted: what bounds the memory used. */
    static final int MAX_EVENT_BYTES = 1 << 20;

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    /** Buffers that grew beyond this are let go once they are empty again. */
    private static final int KEPT_BYTES = 1 << 16;

    private static final Pattern DIGITS = Pattern.compile("[0-9]+");

    /** How many bytes of a byte-order mark have been seen; all of them also once there can be none any more. */
    private int markSeen;

    private boolean afterCarriageReturn;
    /** Whether what is left of the current line is thrown away. */
    private boolean restSkipped;
    /** Whether the current event is over the limit. Its id and retry still count, or it would be asked for again. */
    private boolean tooLong;

    private int eventBytes;

    private ByteArrayOutputStream line = new ByteArrayOutputStream();
    private StringBuilder data = new StringBuilder();
    private String type = "";
    private String idToBe;
    private String lastEventId;

    /** For a new connection, with the last event id of the one before; empty when there was none. */
    SseParser(String lastEventId) {
        this.idToBe = lastEventId;
        this.lastEventId = lastEventId;
    }

    /** The id to send as {@code Last-Event-ID} when reconnecting; empty when there is none. */
    String lastEventId() {
        return lastEventId;
    }

    /** How much text is held of what is not complete yet, in bytes and characters together; for tests. */
    int heldBytes() {
        return line.size() + data.length() + type.length() + idToBe.length();
    }

    /**
     * Takes the next bytes and returns what they completed. What the stream's end leaves incomplete is never returned.
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

    /** Where the text begins in this chunk: only the stream's very first bytes can be a byte-order mark. */
    private int skipByteOrderMark(byte[] chunk, List<SseItem> items) {
        int at = 0;
        while (markSeen < BYTE_ORDER_MARK.length && at < chunk.length) {
            if (chunk[at] != BYTE_ORDER_MARK[markSeen]) {
                int seen = markSeen;
                markSeen = BYTE_ORDER_MARK.length;
                append(BYTE_ORDER_MARK, 0, seen, items);
                return at;
            }
            markSeen++;
            at++;
        }
        return at;
    }

    private void append(byte[] bytes, int from, int to, List<SseItem> items) {
        if (from == to || restSkipped) {
            return;
        }
        if (line.size() == 0 && bytes[from] == ':') {
            restSkipped = true; // A comment, which may be of any length.
            return;
        }
        int room = tooLong ? KEPT_BYTES - line.size() : MAX_EVENT_BYTES - eventBytes;
        if (to - from > room) {
            if (!tooLong) {
                items.add(new SseItem.Oversized());
            }
            tooLong = true;
            data = new StringBuilder();
            line = new ByteArrayOutputStream();
            restSkipped = true;
            return;
        }
        eventBytes += to - from;
        line.write(bytes, from, to - from);
    }

    private void endLine(List<SseItem> items) {
        if (restSkipped) {
            restSkipped = false;
        } else if (line.size() == 0) {
            endEvent(items);
        } else {
            // Line ends are no part of any longer UTF-8 sequence, so a line can be decoded by itself.
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
                if (!tooLong) {
                    data.append(value).append('\n');
                }
            }
            case "event" -> type = value;
            case "id" -> {
                if (value.indexOf('\0') < 0) {
                    idToBe = value;
                }
            }
            case "retry" -> {
                if (DIGITS.matcher(value).matches()) {
                    items.add(new SseItem.Retry(value.length() > 18 ? Long.MAX_VALUE : Long.parseLong(value)));
                }
            }
            default -> {
                // The standard wants fields it does not know to be ignored.
            }
        }
    }

    /** A blank line: what stands so far is an event, unless it has no data. Its id counts either way. */
    private void endEvent(List<SseItem> items) {
        lastEventId = idToBe;
        if (!tooLong && data.length() > 0) {
            items.add(new SseItem.Event(type, data.substring(0, data.length() - 1), lastEventId));
        }
        if (eventBytes > KEPT_BYTES) {
            data = new StringBuilder();
            line = new ByteArrayOutputStream();
        }
        data.setLength(0);
        type = "";
        tooLong = false;
        eventBytes = 0;
    }
}
