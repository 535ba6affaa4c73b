package tv.mux.process;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A line of FFmpeg's standard error: a log message or a progress report. */
public sealed interface StderrLine {
    /** One line of a progress report ({@code -progress}), such as {@code out_time_us=4000000}. */
    record Progress(String key, String value) implements StderrLine {}

    record Message(Level level, String text) implements StderrLine {}

    enum Level {
        ERROR,
        WARNING,
        INFO
    }

    Pattern PROGRESS = Pattern.compile("([a-z_0-9]+)=\\s*(\\S.*|)");
    Pattern MESSAGE = Pattern.compile(
            "((?:\\[[^\\]]* @ 0x[0-9a-f]+\\] )*)\\[(panic|fatal|error|warning|info|verbose|debug|trace)\\] ?(.*)");

    /** Parses a line. A line in any other format is a message with the level WARNING. */
    static StderrLine parse(String line) {
        Matcher message = MESSAGE.matcher(line);
        if (message.matches()) {
            Level level =
                    switch (message.group(2)) {
                        case "panic", "fatal", "error" -> Level.ERROR;
                        case "warning" -> Level.WARNING;
                        default -> Level.INFO;
                    };
            return new Message(level, message.group(1).replaceAll(" @ 0x[0-9a-f]+", "") + message.group(3));
        }
        Matcher progress = PROGRESS.matcher(line);
        return progress.matches()
                ? new Progress(progress.group(1), progress.group(2))
                : new Message(Level.WARNING, line);
    }
}
