package tv.mux.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tv.mux.fuzz.Fuzz;
import tv.mux.indexing.Sample;

/**
 * Logs on disk that are random, or real ones with something changed: each is read or set aside, and whichever it is,
 * the stream goes on at numbers that are no lower than those that were used.
 */
class IndexFileFuzzTest {
    private static final int CASES = 3_000;
    private static final Duration CPU = Duration.ofSeconds(5);
    private static final Pattern VALUE = Pattern.compile("(?<=:)(-?[0-9]+|\"[^\"]*\"|true|false|null)(?=[,}\\]])");
    private static final List<String> VALUES = List.of(
            "0",
            "-1",
            "1",
            "null",
            "true",
            "\"\"",
            "\"../../../etc/passwd\"",
            "\"\\u202e\"",
            "[]",
            "{}",
            "1e999999999",
            "0.5",
            "9223372036854775807",
            "-9223372036854775808",
            "99999999999999999999999999",
            "2147483648",
            "1899999999999");

    private final StreamIndex born = Sample.office("n1", Sample.NOW).applyTo(null);
    private final StreamIndex entry = Sample.after(born, "r1", 5);

    @Test
    void aChangedFileNeverPutsNumbersBack() {
        byte[] whole = IndexFile.bytes(entry);
        Fuzz.run("log.json, bytes", CASES, CPU, random -> {
            byte[] bytes = bytesChanged(whole, random);
            check(bytes, false);
        });
    }

    /** As release 0.3 wrote it: nothing but the values themselves tells that they are wrong. */
    @Test
    void changedValuesNeverBreakTheRules() {
        String whole = IndexJson.text(entry);
        Fuzz.run("log.json, values", CASES, CPU, random -> {
            String text = whole;
            for (int n = random.nextInt(3); n >= 0; n--) {
                text = valueChanged(text, random);
            }
            check(text.getBytes(StandardCharsets.UTF_8), true);
        });
    }

    @Test
    void whateverItIsItIsReadOrSetAside() {
        Fuzz.run("log.json, random", CASES, CPU, random -> {
            byte[] bytes = new byte[random.nextInt(2_000)];
            random.nextBytes(bytes);
            if (random.nextBoolean()) {
                String begin = "{\"format\":1,\"x\":" + "[".repeat(random.nextInt(5_000));
                bytes = (begin + new String(bytes, StandardCharsets.ISO_8859_1)).getBytes(StandardCharsets.UTF_8);
            }
            check(bytes, true);
        });
    }

    /** Reads bytes as the store does; whatever comes of it, a leader takes office, and publishes. */
    private void check(byte[] bytes, boolean canBeOtherwise) {
        List<StreamIndex> known = new ArrayList<>();
        try {
            StreamIndex read = IndexFile.entry(bytes);
            IndexRules.check(read);
            assertThat(canBeOtherwise || read.equals(entry))
                    .as("read, and another")
                    .isTrue();
            known.add(read);
        } catch (LaterFormatException e) {
            return; // the start is refused
        } catch (IndexFile.WrongException e) {
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            UsedNumbers used = UsedNumbers.in(List.of(text), List.of(), Sample.NOW);
            assertThat(used.nextMsn()).isLessThanOrEqualTo(IndexRules.MAX_MSN);
            if (text.contains("\"nextMsn\":" + entry.nextMsn() + ",")) {
                assertThat(used.nextMsn()).isGreaterThanOrEqualTo(entry.nextMsn());
            }
            known.add(used.entry(Sample.SHAPE));
        }
        StreamIndex office = new IndexChange.TakeLeadership("n2", Sample.NOW, Sample.SHAPE, known).applyTo(null);
        assertThat(IndexJson.entry(IndexJson.text(office))).isEqualTo(office);
        assertThat(office.term()).isGreaterThan(known.get(0).term());
        assertThat(office.nextMsn()).isGreaterThanOrEqualTo(known.get(0).nextMsn());
        if (known.get(0).term() == 0) {
            assertThat(office.nextMsn()).isGreaterThanOrEqualTo(Sample.NOW / 1000);
        }
        StreamIndex next = Sample.append(office, "r2", 0).applyTo(office);
        assertThat(IndexJson.entry(IndexJson.text(next))).isEqualTo(next);
    }

    private static byte[] bytesChanged(byte[] whole, Random random) {
        byte[] bytes = whole.clone();
        switch (random.nextInt(3)) {
            case 0 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case 1 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            default -> {
                for (int n = random.nextInt(20); n >= 0; n--) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                }
            }
        }
        return bytes;
    }

    private static String valueChanged(String text, Random random) {
        List<int[]> places = new ArrayList<>();
        Matcher matcher = VALUE.matcher(text);
        while (matcher.find()) {
            places.add(new int[] {matcher.start(), matcher.end()});
        }
        if (places.isEmpty()) {
            return text;
        }
        int[] place = places.get(random.nextInt(places.size()));
        String value = text.substring(place[0], place[1]);
        String other = VALUES.get(random.nextInt(VALUES.size()));
        if (value.matches("[0-9]+") && random.nextBoolean()) {
            int digit = random.nextInt(value.length());
            other = value.substring(0, digit) + random.nextInt(10) + value.substring(digit + 1);
        }
        return text.substring(0, place[0]) + other + text.substring(place[1]);
    }
}
