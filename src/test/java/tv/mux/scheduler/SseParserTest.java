package tv.mux.scheduler;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class SseParserTest {
    private static final String BOM = "\uFEFF";
    private static final int MAX = SseParser.MAX_EVENT_BYTES;

    /** A stream (one character per byte), its items, and the last event id after it. */
    private record Case(String name, String stream, String lastEventId, List<SseItem> items) {
        static Case of(String name, String stream, String lastEventId, SseItem... items) {
            return new Case(name, new String(stream.getBytes(UTF_8), ISO_8859_1), lastEventId, List.of(items));
        }
    }

    /** The items that a parser returned, and its last event id. */
    private record Parsed(List<SseItem> items, String lastEventId) {}

    private static final List<Case> CASES = List.of(
            Case.of("nothing", "", ""),
            Case.of("line feeds", "event: playhead\ndata: x\n\n", "", event("playhead", "x")),
            Case.of("carriage returns", "event: playhead\rdata: x\r\r", "", event("playhead", "x")),
            Case.of("both", "event: playhead\r\ndata: x\r\n\r\n", "", event("playhead", "x")),
            Case.of("any mixture", "data: a\rdata: b\ndata: c\r\n\ndata: d\r\r\n", "", event("a\nb\nc"), event("d")),
            Case.of("line feed and carriage return are two ends", "data: a\n\rdata: b\n\n", "", event("a"), event("b")),
            Case.of("an event ends with the carriage return", "data: a\n\r", "", event("a")),
            Case.of("an event without its blank line", "data: a\n\ndata: b\n", "", event("a")),
            Case.of("a line without its end", "data: a\n\ndata: b", "", event("a")),
            Case.of("lines", "data: YHOO\ndata: +2\ndata: 10\n\n", "", event("YHOO\n+2\n10")),
            Case.of("empty lines of data", "data\n\ndata\ndata\n\ndata:\n\n", "", event(""), event("\n"), event("")),
            Case.of(
                    "one leading space is removed",
                    "data:a\n\ndata: a\n\ndata:  a\n\n",
                    "",
                    event("a"),
                    event("a"),
                    event(" a")),
            Case.of("other white space is kept", "data:\ta \n\n data: b\n\n", "", event("\ta ")),
            Case.of("colons in data", "data: {\"a\":\"b\"}:\n\n", "", event("{\"a\":\"b\"}:")),
            Case.of("comments", ": hello\n:\n::\ndata: a\n:data: b\n\n:\n\n", "", event("a")),
            Case.of("a comment of any length", ":" + "c".repeat(MAX + 1) + "\ndata: a\n\n", "", event("a")),
            Case.of("unknown fields", "datas: a\nDATA: b\nx\ndata: c\n: \n\n", "", event("c")),
            Case.of("no data, no event", "event: playhead\n\nid: 1\n\n\n\n", "1"),
            Case.of("the type is valid for one event", "event: a\n\ndata: b\n\n", "", event("b")),
            Case.of("the last type counts", "event: a\nevent: b\ndata: c\n\n", "", event("b", "c")),
            Case.of("an empty type", "event: a\nevent\ndata: c\n\n", "", event("c")),
            Case.of(
                    "an id is kept for later events",
                    "data: a\nid: 1\n\ndata: b\n\nid\ndata: c\n\nid: 2\ndata: d\n\n",
                    "2",
                    new SseItem.Event("", "a", "1"),
                    new SseItem.Event("", "b", "1"),
                    event("c"),
                    new SseItem.Event("", "d", "2")),
            Case.of(
                    "an id with a NUL is ignored",
                    "id: 1\n\nid: a\0b\ndata: x\n\n",
                    "1",
                    new SseItem.Event("", "x", "1")),
            Case.of("an id takes effect at the blank line", "id: 1\n\nid: 2\n", "1"),
            Case.of("an id of many bytes", "id: \u00e4\u20ac\ud83d\ude00\n\n", "\u00e4\u20ac\ud83d\ude00"),
            Case.of(
                    "retry",
                    "retry: 3000\nretry:0\nretry: 12x\nretry: -1\nretry\nretry: 1.5\nretry:  7\n",
                    "",
                    new SseItem.Retry(3000),
                    new SseItem.Retry(0)),
            Case.of("a very long retry", "retry: " + "9".repeat(40) + "\n", "", new SseItem.Retry(Long.MAX_VALUE)),
            Case.of("digits outside ASCII are ignored", "retry: \u0663\n", ""),
            Case.of("a mark at the start", BOM + "data: a\n\n", "", event("a")),
            Case.of("a mark and a comment", BOM + ":" + "c".repeat(MAX + 1) + "\ndata: a\n\n", "", event("a")),
            Case.of("one mark only", BOM + BOM + "data: a\n\ndata: b\n\n", "", event("b")),
            Case.of(
                    "a mark anywhere else",
                    "data: a\n\n" + BOM + "data: b\n\ndata: " + BOM + "\n\n",
                    "",
                    event("a"),
                    event(BOM)),
            new Case("half a mark", "\u00ef\u00bbdata: a\n\ndata: b\n\n", "", List.of(event("b"))),
            new Case("half a mark and an end", "\u00ef\n\ndata: b\n\n", "", List.of(event("b"))),
            Case.of(
                    "characters of 2, 3 and 4 bytes",
                    "data: \u00e4\u20ac\ud83d\ude00\u0000\n\n",
                    "",
                    event("\u00e4\u20ac\ud83d\ude00\u0000")),
            new Case(
                    "bytes that are not UTF-8",
                    "data: \u00ff\u00e2\u0082\ndata: x\u00f0\n\n",
                    "",
                    List.of(event("\ufffd\ufffd\nx\ufffd"))),
            Case.of(
                    "characters that do not end a line",
                    "data: a\u2028b\u0085c\u000bd\n\n",
                    "",
                    event("a\u2028b\u0085c\u000bd")),
            Case.of(
                    "an event of the maximum size",
                    "data: " + "x".repeat(MAX - 6) + "\n\n",
                    "",
                    event("x".repeat(MAX - 6))),
            Case.of(
                    "a line too long",
                    "id: 1\nevent: playhead\ndata: " + "x".repeat(2 * MAX) + "\ndata: y\n\ndata: z\n\n",
                    "1",
                    new SseItem.Oversized(),
                    new SseItem.Event("", "z", "1")),
            Case.of(
                    "one byte too long",
                    "data: " + "x".repeat(MAX - 5) + "\n\ndata: z\n\n",
                    "",
                    new SseItem.Oversized(),
                    event("z")),
            Case.of(
                    "too many lines",
                    "data: 0123456789\n".repeat(MAX / 10) + "\ndata: z\n\n",
                    "",
                    new SseItem.Oversized(),
                    event("z")),
            Case.of(
                    "the id of an oversized event takes effect",
                    "data: " + "x".repeat(MAX) + "\nretry: 5\nid: 7\n:" + "c".repeat(100) + "\ndata: z\n\n",
                    "7",
                    new SseItem.Oversized(),
                    new SseItem.Retry(5)),
            Case.of(
                    "two oversized events",
                    ("data: " + "x".repeat(MAX) + "\n\n").repeat(2) + "data: z\n\n",
                    "",
                    new SseItem.Oversized(),
                    new SseItem.Oversized(),
                    event("z")),
            Case.of("an oversized event without an end", "data: " + "x".repeat(2 * MAX), "", new SseItem.Oversized()));

    @TestFactory
    Stream<DynamicTest> parsesAStreamInChunksOfAnySize() {
        return CASES.stream()
                .map(c -> DynamicTest.dynamicTest(c.name(), () -> {
                    byte[] stream = c.stream().getBytes(ISO_8859_1);
                    Parsed expected = new Parsed(c.items(), c.lastEventId());
                    assertThat(parse(stream, () -> stream.length)).isEqualTo(expected);
                    assertThat(parse(stream, () -> 1)).isEqualTo(expected);
                    Random random = new Random(c.name().hashCode());
                    for (int round = 0; round < (stream.length > 1000 ? 3 : 50); round++) {
                        int longest = stream.length > 1000 ? 100_000 : 12;
                        assertThat(parse(stream, () -> random.nextInt(longest + 1)))
                                .isEqualTo(expected);
                    }
                }));
    }

    @Test
    void beginsWithTheLastEventIdOfThePreviousConnection() {
        SseParser parser = new SseParser("41");
        assertThat(parser.lastEventId()).isEqualTo("41");
        assertThat(parser.feed("data: a\n\n".getBytes(UTF_8))).containsExactly(new SseItem.Event("", "a", "41"));
        assertThat(parser.lastEventId()).isEqualTo("41");
    }

    @Test
    void randomBytesGiveTheSameItemsInChunksOfAnySize() {
        String[] words = {
            "data",
            "id",
            "event",
            "retry",
            ":",
            ": ",
            "\n",
            "\r",
            "\r\n",
            "\n\n",
            "\0",
            "\u00ef\u00bb\u00bf",
            "\u00e2\u0082",
            "12",
            "x"
        };
        for (int seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            StringBuilder stream = new StringBuilder();
            for (int i = random.nextInt(200); i > 0; i--) {
                stream.append(
                        random.nextInt(4) == 0
                                ? String.valueOf((char) random.nextInt(256))
                                : words[random.nextInt(words.length)]);
            }
            byte[] bytes = stream.toString().getBytes(ISO_8859_1);
            Parsed whole = parse(bytes, () -> bytes.length);
            assertThat(parse(bytes, () -> 1)).as("seed %d", seed).isEqualTo(whole);
            assertThat(parse(bytes, () -> random.nextInt(20 + 1)))
                    .as("seed %d", seed)
                    .isEqualTo(whole);
        }
    }

    @Test
    void anEndlessStreamNeedsBoundedMemory() {
        for (String part : List.of("x", "data: x\n", "id: x\n", "event: ", ":", "data:\r", "\u0000")) {
            SseParser parser = new SseParser("");
            byte[] chunk = part.repeat(65_536 / part.length()).getBytes(UTF_8);
            for (int fed = 0; fed < 4 * MAX; fed += chunk.length) {
                parser.feed(chunk);
                assertThat(parser.bufferedBytes()).isLessThanOrEqualTo(3 * MAX);
            }
        }
    }

    @Test
    void aLargeEventIsReleased() {
        SseParser parser = new SseParser("");
        parser.feed(("data: " + "x".repeat(MAX / 2) + "\n\n").getBytes(UTF_8));
        assertThat(parser.bufferedBytes()).isLessThan(1000);
    }

    private static Parsed parse(byte[] stream, IntSupplier chunk) {
        SseParser parser = new SseParser("");
        List<SseItem> items = new ArrayList<>();
        for (int at = 0; at < stream.length; ) {
            int end = Math.min(stream.length, at + chunk.getAsInt());
            items.addAll(parser.feed(Arrays.copyOfRange(stream, at, end)));
            at = end;
        }
        return new Parsed(items, parser.lastEventId());
    }

    private static SseItem event(String data) {
        return event("", data);
    }

    private static SseItem event(String type, String data) {
        return new SseItem.Event(type, data, "");
    }
}
