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
 * Reads random and modified index files. Each is either valid or set aside, and then the stream continues with numbers
 * that are not lower than those that were used.
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

    private final StreamIndex newStream =
            Sample.takeLeadership("n1", Sample.NOW).applyTo(null);
    private final StreamIndex index = Sample.after(newStream, "r1", 5);

    @Test
    void changedBytesNeverDecreaseNumbers() {
        byte[] whole = IndexFile.encode(index);
        Fuzz.run("log.json, bytes", CASES, CPU, random -> {
            byte[] bytes = withChangedBytes(whole, random);
            check(bytes, false);
        });
    }

    /** The file of release 0.3 has no checksum, so that only the values can reveal an error. */
    @Test
    void changedValuesNeverViolateTheRules() {
        String whole = IndexJson.text(index);
        Fuzz.run("log.json, values", CASES, CPU, random -> {
            String text = whole;
            for (int n = random.nextInt(3); n >= 0; n--) {
                text = withChangedValue(text, random);
            }
            check(text.getBytes(StandardCharsets.UTF_8), true);
        });
    }

    @Test
    void randomBytesAreReadOrSetAside() {
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

    /** Reads bytes as the store does. A node must then be able to become leader, and to publish. */
    private void check(byte[] bytes, boolean mayDiffer) {
        List<StreamIndex> known = new ArrayList<>();
        try {
            StreamIndex read = IndexFile.decode(bytes);
            IndexRules.check(read);
            assertThat(mayDiffer || read.equals(index))
                    .as("a valid index that differs")
                    .isTrue();
            known.add(read);
        } catch (LaterFormatException e) {
            return; // the node does not start
        } catch (IndexFile.InvalidException e) {
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            UsedNumbers used = UsedNumbers.find(List.of(text), List.of(), Sample.NOW);
            assertThat(used.nextMsn()).isLessThanOrEqualTo(IndexRules.MAX_MSN);
            if (text.contains("\"nextMsn\":" + index.nextMsn() + ",")) {
                assertThat(used.nextMsn()).isGreaterThanOrEqualTo(index.nextMsn());
            }
            known.add(used.index(Sample.SHAPE));
        }
        StreamIndex leader = new IndexChange.TakeLeadership("n2", Sample.NOW, Sample.SHAPE, known).applyTo(null);
        assertThat(IndexJson.index(IndexJson.text(leader))).isEqualTo(leader);
        assertThat(leader.term()).isGreaterThan(known.get(0).term());
        assertThat(leader.nextMsn()).isGreaterThanOrEqualTo(known.get(0).nextMsn());
        if (known.get(0).term() == 0) {
            assertThat(leader.nextMsn()).isGreaterThanOrEqualTo(Sample.NOW / 1000);
        }
        StreamIndex next = Sample.append(leader, "r2", 0).applyTo(leader);
        assertThat(IndexJson.index(IndexJson.text(next))).isEqualTo(next);
    }

    private static byte[] withChangedBytes(byte[] whole, Random random) {
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

    private static String withChangedValue(String text, Random random) {
        List<int[]> ranges = new ArrayList<>();
        Matcher matcher = VALUE.matcher(text);
        while (matcher.find()) {
            ranges.add(new int[] {matcher.start(), matcher.end()});
        }
        if (ranges.isEmpty()) {
            return text;
        }
        int[] range = ranges.get(random.nextInt(ranges.size()));
        String value = text.substring(range[0], range[1]);
        String other = VALUES.get(random.nextInt(VALUES.size()));
        if (value.matches("[0-9]+") && random.nextBoolean()) {
            int digit = random.nextInt(value.length());
            other = value.substring(0, digit) + random.nextInt(10) + value.substring(digit + 1);
        }
        return text.substring(0, range[0]) + other + text.substring(range[1]);
    }
}
