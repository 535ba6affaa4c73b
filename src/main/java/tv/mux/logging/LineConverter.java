package tv.mux.logging;

import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import tv.mux.config.Redaction;

/** The message of a log event on one line: text from outside cannot forge a line or send commands to a terminal. */
public final class LineConverter extends MessageConverter {
    @Override
    public String convert(ILoggingEvent event) {
        return Redaction.line(String.valueOf(event.getFormattedMessage()));
    }
}
