package tv.mux.logging;

import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import tv.mux.text.Redaction;

/**
 * Writes a log message on one line and escapes control characters, so that untrusted text cannot forge a line or
 * control a terminal.
 */
public final class LineConverter extends MessageConverter {
    @Override
    public String convert(ILoggingEvent event) {
        return Redaction.line(String.valueOf(event.getFormattedMessage()));
    }
}
