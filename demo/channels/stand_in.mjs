// What every stand-in gives the demo alike, and what Meta's platforms share.

/** Faults go on until they are mended. */
export const operated = (platform) => ({
  fault: (fault) => platform.fault({ ...fault, times: Infinity }),
  mend: () => platform.mend(),
  close: () => platform.close(),
})

export const network_outages = { lost: { drop: 'after' }, slow: { delay: 4000 } }
/** Of the Graph API. */
export const graph_outages = { down: { status: 503 }, rate: { rate: true, retryAfter: 5 }, token: { token: true }, window: { window: true }, ...network_outages }
export const graph_secrets = (id) => ({ app_secret: `${id}-app-secret`, verify_token: `${id}-verify`, access_token: `${id}-token` })

/** The members of the configuration's table that are read from these files. */
export const files_of = (names) => Object.fromEntries(Object.entries(names).map(([key, file]) => [key, `file:secrets/${file}`]))
