package tv.mux.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.OutputStreamAppender;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** How the production log configuration writes untrusted text. */
class EscapingTest {
    private static final String HOSTILE = "a\n2026 ERROR forged \u001b[31m\u202e\u2066\u200b\u2028 \u00e4\u65b0";
    private static final String ESCAPED =
            "a\\u000a2026 ERROR forged \\u001b[31m\\u202e\\u2066\\u200b\\u2028 \u00e4\u65b0";

    @Test
    void aTextMessageIsOneLine() throws Exception {
        String line = encoded("text", event("title {}", null));
        assertThat(line).endsWith("title " + ESCAPED + "\n").hasLineCount(1);
    }

    @Test
    void exceptionMessagesAreEscaped() throws Exception {
        Exception thrown = new IllegalStateException(HOSTILE, new IllegalArgumentException(HOSTILE));
        thrown.addSuppressed(new IllegalArgumentException(HOSTILE));
        String lines = encoded("text", event("title", thrown));
        assertThat(lines)
                .contains("IllegalStateException: " + ESCAPED, "IllegalArgumentException: " + ESCAPED)
                .doesNotContain("\u202e", "\u001b", "\n2026 ERROR");
    }

    @Test
    void jsonStringsAreEscapedAfterDecodingToo() throws Exception {
        String line = encoded("json", event("title {}", new IllegalStateException(HOSTILE)));
        assertThat(line).hasLineCount(1);
        JsonObject json = new JsonObject(line);
        assertThat(json.getString("message")).isEqualTo("title " + ESCAPED.replace("\\u000a", "\n"));
        assertThat(json.getString("stack_trace")).contains("\\u202e", "\n\tat ").doesNotContain("\u202e", "\u001b");
    }

    private static ILoggingEvent event(String message, Throwable thrown) {
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        Logger logger = context.getLogger("tv.mux.Test");
        return new LoggingEvent("", logger, Level.WARN, message, thrown, new Object[] {HOSTILE});
    }

    private static String encoded(String format, ILoggingEvent event) throws Exception {
        LoggerContext context = new LoggerContext();
        context.putProperty("mux.log.format", format);
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(EscapingTest.class.getResource("/logback.xml"));
        var appender = (OutputStreamAppender<ILoggingEvent>)
                context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender(format);
        return new String(appender.getEncoder().encode(event), StandardCharsets.UTF_8);
    }
}
