package tv.mux.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The types of values that settings can have. */
final class Values {
    private static final Pattern BITRATE = Pattern.compile("([1-9][0-9]{0,8})([kKmM]?)");
    private static final List<Integer> AUDIO_BITRATES =
            List.of(8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320);
    private static final Pattern BYTES = Pattern.compile("([1-9][0-9]{0,11})([kKmMgG]?)");
    private static final List<String> PRESETS = List.of(
            "ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow", "placebo");

    private Values() {}

    /**
     * A type of values.
     *
     * @param allowed the allowed values, for error messages and the documentation
     */
    record ValueType<T>(String allowed, Setting.Parser<T> parser) {}

    static ValueType<URI> http() {
        return new ValueType<>("an http or https address", text -> {
            URI uri = URI.create(text);
            require(uri.getHost() != null && Set.of("http", "https").contains(lower(uri.getScheme())));
            require(uri.getPort() == -1 || (uri.getPort() > 0 && uri.getPort() <= 65535));
            return uri;
        });
    }

    static ValueType<String> visible() {
        return new ValueType<>("printable text", text -> {
            require(text.chars().noneMatch(Character::isISOControl));
            return text;
        });
    }

    static ValueType<String> token() {
        return new ValueType<>("printable ASCII without spaces", text -> {
            require(text.chars().allMatch(c -> c > ' ' && c < 0x7F));
            return text;
        });
    }

    static ValueType<Secret> secret() {
        return new ValueType<>(
                "one or two secrets of " + Secret.MIN_LENGTH
                        + " or more printable ASCII characters, separated by a comma or a space",
                Secret::of);
    }

    static ValueType<String> host() {
        return new ValueType<>("a host name or an IP address", text -> {
            require(Hosts.isHost(text));
            return text;
        });
    }

    static ValueType<Integer> port() {
        return number(0, 65535);
    }

    static ValueType<Integer> number(int min, int max) {
        return new ValueType<>("a whole number from " + min + " to " + max, text -> {
            require(text.matches("[0-9]{1,9}"));
            int number = Integer.parseInt(text);
            require(number >= min && number <= max);
            return number;
        });
    }

    static ValueType<Duration> seconds(int min, int max) {
        return new ValueType<>("seconds, from " + min + " to " + max, text -> {
            require(text.matches("[0-9]{1,6}(\\.[0-9]{1,3})?"));
            Duration duration = Duration.ofMillis(Math.round(Double.parseDouble(text) * 1000));
            require(duration.toMillis() >= min * 1000L && duration.toMillis() <= max * 1000L);
            return duration;
        });
    }

    static ValueType<Boolean> bool() {
        return new ValueType<>("true or false", text -> {
            require(Set.of("true", "false").contains(lower(text)));
            return Boolean.parseBoolean(lower(text));
        });
    }

    static <E extends Enum<E>> ValueType<E> oneOf(Class<E> type) {
        String allowed = Arrays.stream(type.getEnumConstants())
                .map(value -> lower(value.name()))
                .collect(Collectors.joining(", "));
        return new ValueType<>("one of " + allowed, text -> {
            require(text.equals(lower(text)));
            return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
        });
    }

    static ValueType<String> x264Preset() {
        return new ValueType<>("one of " + String.join(", ", PRESETS), text -> {
            require(PRESETS.contains(text));
            return text;
        });
    }

    static ValueType<String> mount() {
        return new ValueType<>("a path that begins with /", text -> {
            require(text.matches("/[A-Za-z0-9._~/-]+"));
            return text;
        });
    }

    static ValueType<Path> path() {
        return new ValueType<>("a path", Path::of);
    }

    static ValueType<Integer> bitrate() {
        return new ValueType<>("a bit rate such as 128k, 2800k or 5M, from 8k to 100M", Values::bitrate);
    }

    /** The bit rates of MP3 (ISO/IEC 11172-3, 13818-3). AAC allows them too. */
    static ValueType<Integer> mp3Bitrate() {
        return new ValueType<>(
                AUDIO_BITRATES.stream().map(rate -> rate + "k").collect(Collectors.joining(", ", "one of ", "")),
                text -> {
                    int rate = bitrate(text);
                    require(rate % 1000 == 0 && AUDIO_BITRATES.contains(rate / 1000));
                    return rate;
                });
    }

    static ValueType<Long> bytes() {
        return new ValueType<>("bytes such as 256m or 2g, from 16m to 64g", text -> {
            Matcher matcher = BYTES.matcher(text);
            require(matcher.matches());
            int shift =
                    switch (lower(matcher.group(2))) {
                        case "k" -> 10;
                        case "m" -> 20;
                        case "g" -> 30;
                        default -> 0;
                    };
            long bytes = Long.parseLong(matcher.group(1)) << shift;
            require(bytes >= 16L << 20 && bytes <= 64L << 30);
            return bytes;
        });
    }

    /** The bit rates of stereo AAC. */
    static ValueType<Integer> audioBitrate() {
        return new ValueType<>("a bit rate such as 96k or 192k, from 16k to 512k", text -> {
            int rate = bitrate(text);
            require(rate >= 16_000 && rate <= 512_000);
            return rate;
        });
    }

    static ValueType<List<String>> members() {
        return new ValueType<>("host:port pairs, separated by commas", text -> {
            List<String> members = list(text);
            members.forEach(member -> {
                int colon = member.lastIndexOf(':');
                require(colon > 0 && Hosts.isHost(member.substring(0, colon)));
                number(1, 65535).parser().parse(member.substring(colon + 1));
            });
            return members;
        });
    }

    static ValueType<List<String>> allowList() {
        return new ValueType<>(
                "hosts (name, or name:port), suffixes (.name) or networks (10.0.0.0/8), separated by commas", text -> {
                    List<String> entries = list(text);
                    entries.forEach(entry -> require(Hosts.isAllowEntry(entry)));
                    return entries;
                });
    }

    static <T> ValueType<Optional<T>> optional(ValueType<T> type) {
        return new ValueType<>(
                type.allowed() + ", or empty",
                text -> text.isEmpty()
                        ? Optional.empty()
                        : Optional.of(type.parser().parse(text)));
    }

    static ValueType<List<Variant>> variants() {
        return new ValueType<>(Variants.ALLOWED, Variants::parse);
    }

    /** Parses a bit rate. Returns bits per second. */
    static int bitrate(String text) {
        Matcher matcher = BITRATE.matcher(text);
        require(matcher.matches());
        int factor =
                switch (lower(matcher.group(2))) {
                    case "k" -> 1_000;
                    case "m" -> 1_000_000;
                    default -> 1;
                };
        long rate = Long.parseLong(matcher.group(1)) * factor;
        require(rate >= 8_000 && rate <= 100_000_000);
        return (int) rate;
    }

    private static List<String> list(String text) {
        return Stream.of(text.split(","))
                .map(String::trim)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    private static String lower(String text) {
        return text == null ? "" : text.toLowerCase(Locale.ROOT);
    }

    private static void require(boolean allowed) {
        if (!allowed) {
            throw new IllegalArgumentException();
        }
    }
}
