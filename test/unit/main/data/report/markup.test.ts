import { describe, expect, it } from 'vitest'
import { groupDigits, markup, raw, render } from '../../../../../main/data/report/markup.ts'

describe('markup', () => {
  it('escapes whatever is put in, also in attributes', () => {
    const evil = `"><script>alert('1')</script>&`
    expect(render(markup`<p title="${evil}">${evil}</p>`)).toBe(
      '<p title="&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;">' +
        '&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;</p>',
    )
  })

  it('takes markup and lists of markup as they are', () => {
    expect(
      render(markup`<ul>${['a<', 'b'].map((x) => markup`<li>${x}</li>`)}${raw('<hr>')}</ul>`),
    ).toBe('<ul><li>a&lt;</li><li>b</li><hr></ul>')
  })

  it('shows control and direction characters as what they are not', () => {
    expect(render(markup`${'a\u0000b\u202ec\nd'}`)).toBe('a\ufffdb\ufffdc\nd')
  })
})

describe('groupDigits', () => {
  it('sets thousands apart', () => {
    expect([7, 1234, 230_000_000].map(groupDigits)).toEqual([
      '7',
      '1\u2009234',
      '230\u2009000\u2009000',
    ])
  })
})
