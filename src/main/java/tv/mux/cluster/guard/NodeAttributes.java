package tv.mux.cluster.guard;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** The attributes that every node announces as a Hazelcast member. A member without them is not a node of Mux. */
public final class NodeAttributes {
    /** Attribute that holds the node id. */
    public static final String NODE = "mux.node";

    /** Attribute that holds the URL at which other nodes fetch segments; http or https. */
    public static final String URL = "mux.url";

    private static final Pattern NODE_ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final int MAX_PORT = 65_535;

    private NodeAttributes() {}

    /**
     * Whether a member has a valid node id and an http or https URL.
     *
     * @param attributes returns the value of an attribute by its name, or null
     */
    public static boolean valid(UnaryOperator<String> attributes) {
        String node = attributes.apply(NODE);
        String url = attributes.apply(URL);
        return node != null && NODE_ID.matcher(node).matches() && url != null && isHttp(url);
    }

    private static boolean isHttp(String url) {
        try {
            URI uri = new URI(url);
            return Set.of("http", "https").contains(String.valueOf(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getPort() <= MAX_PORT
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
