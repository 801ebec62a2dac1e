/** One call to the platform; the entry's id is the key, so that a repeat shows nothing twice. */
export async function sendOnce(platforms, entry) {
  try {
    const { post } = await platforms[entry.platform].publish({ key: entry.id, text: entry.text });
    return { state: 'posted', post };
  } catch (error) {
    if (error.name !== 'PlatformRefusal') throw error;
    return { state: 'parked', reason: error.message };
  }
}
