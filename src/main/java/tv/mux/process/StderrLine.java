package tv.mux.process;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A line of FFmpeg's standard error: what it complains of, or how far it has come. */
public sealed interface StderrLine {
    /** How far it has come: {@code -progress}'s key and value. */
    record Progress(String key, String value) implements StderrLine {}

    /** What it says, and how grave that is. */
    record Said(Weight weight, String text) implements StderrLine {}

    /** How grave what it says is. */
    enum Weight {
        ERROR,
        WARNING,
        INFO
    }

    Pattern PROGRESS = Pattern.compile("([a-z_0-9]+)=\\s*(\\S.*|)");
    Pattern SAID = Pattern.compile(
            "((?:\\[[^\\]]* @ 0x[0-9a-f]+\\] )*)\\[(panic|fatal|error|warning|info|verbose|debug|trace)\\] ?(.*)");

    /** What a line means. */
    static StderrLine parse(String line) {
        Matcher said = SAID.matcher(line);
        if (said.matches()) {
            Weight weight =
                    switch (said.group(2)) {
                        case "panic", "fatal", "error" -> Weight.ERROR;
                        case "warning" -> Weight.WARNING;
                        default -> Weight.INFO;
                    };
            return new Said(weight, said.group(1).replaceAll(" @ 0x[0-9a-f]+", "") + said.group(3));
        }
        Matcher progress = PROGRESS.matcher(line);
        return progress.matches() ? new Progress(progress.group(1), progress.group(2)) : new Said(Weight.WARNING, line);
    }
}
