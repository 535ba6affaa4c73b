package tv.mux.logging;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;
import java.io.IOException;
import net.logstash.logback.decorate.JsonGeneratorDecorator;
import tv.mux.text.Redaction;

/** Escapes control characters in the strings of the JSON log, so that a program that displays the log stays safe. */
public final class JsonEscapes implements JsonGeneratorDecorator {
    @Override
    public JsonGenerator decorate(JsonGenerator generator) {
        return new JsonGeneratorDelegate(generator, false) {
            @Override
            public void writeString(String text) throws IOException {
                super.writeString(text == null ? null : Redaction.lines(text));
            }
        };
    }
}
