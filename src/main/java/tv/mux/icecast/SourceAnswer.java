package tv.mux.icecast;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tv.mux.text.Redaction;

/** Reads what a server answers to a source. Pure. */
final class SourceAnswer {
    private static final Pattern STATUS =
            Pattern.compile("(?:HTTP|ICE)/1\\.[01] ([0-9]{3})(?: ([^\r\n]*))?.*", Pattern.DOTALL);
    private static final int LONGEST_REASON = 120;

    private SourceAnswer() {}

    /**
     * Whether an answer is there, all of it that counts.
     *
     * @param text what came so far
     */
    static boolean complete(String text) {
        int end = text.indexOf("\r\n\r\n");
        return end >= 0 && (status(text) / 100 == 2 || text.length() > end + 4);
    }

    /**
     * What an answer means: empty when the audio may be sent.
     *
     * @param text what came, whole or up to where the server closed the connection
     * @param mount what was asked for
     */
    static Optional<IcecastTrouble> trouble(String text, String mount) {
        int status = status(text);
        if (status / 100 == 2) {
            return Optional.empty();
        }
        return Optional.of(
                switch (status) {
                    case 0 ->
                        new IcecastTrouble(
                                IcecastTrouble.Kind.REJECTED,
                                text.isEmpty()
                                        ? "it closed the connection without an answer"
                                        : "what answers is no Icecast: "
                                                + shown(text.lines().findFirst().orElse("")));
                    case 401 ->
                        new IcecastTrouble(IcecastTrouble.Kind.PASSWORD, "it does not take ICECAST_SOURCE_PASSWORD");
                    case 403 -> forbidden(reason(text), mount);
                    default ->
                        new IcecastTrouble(IcecastTrouble.Kind.REJECTED, "it answers " + status + ": " + reason(text));
                });
    }

    private static IcecastTrouble forbidden(String reason, String mount) {
        return reason.contains("in use") || reason.contains("too many sources")
                ? new IcecastTrouble(IcecastTrouble.Kind.TAKEN, "it does not give " + mount + " (" + reason + ")")
                : new IcecastTrouble(IcecastTrouble.Kind.REJECTED, "it answers 403: " + reason);
    }

    private static int status(String text) {
        Matcher line = STATUS.matcher(text);
        return line.matches() ? Integer.parseInt(line.group(1)) : 0;
    }

    /** What stands in the body, or else beside the status. */
    private static String reason(String text) {
        int end = text.indexOf("\r\n\r\n");
        String body = end < 0
                ? ""
                : text.substring(end + 4).replaceAll("<[^>]*>", " ").trim();
        if (!body.isEmpty()) {
            return shown(body);
        }
        Matcher line = STATUS.matcher(text);
        return line.matches() && line.group(2) != null ? shown(line.group(2)) : "no reason given";
    }

    private static String shown(String text) {
        String line = Redaction.line(Redaction.url(text.strip()));
        return line.length() > LONGEST_REASON ? line.substring(0, LONGEST_REASON) + "..." : line;
    }
}
